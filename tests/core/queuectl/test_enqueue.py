"""`queuectl enqueue`, and every way in which a payload can be wrong."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from queue_core.ctl.exits import Exit
from tests.support.ctl import Ctl, assert_harmless, enqueued, one_sentence


async def test_enqueue_takes_everything_that_a_job_can_be_given(ctl: Ctl) -> None:
    user = str(uuid4())
    options = ("--priority", "high", "--delay", "90m", "--max-retries", "0", "--user-id", user, "--dedupe-key", "k")
    job_id = await enqueued(ctl, *options)
    detail = (await ctl("job", job_id, "--json")).json
    job = detail["job"]
    assert (job["priority"], job["max_attempts"], job["user_id"], job["condition"]) == ("high", 1, user, "scheduled")
    assert detail["dedupe_key"] == "k"
    again = await ctl("enqueue", "doubt", "--payload", "{}", "--dedupe-key", "k")
    assert again.out.strip() == job_id
    assert "there already" in again.err


async def test_the_same_request_makes_one_job(ctl: Ctl) -> None:
    request = str(uuid4())
    first = await enqueued(ctl, "--request-id", request)
    assert await enqueued(ctl, "--request-id", request) == first
    assert len((await ctl("jobs", "--json")).json["jobs"]) == 1


async def test_a_payload_comes_from_a_file_or_from_standard_input(ctl: Ctl, tmp_path: Path) -> None:
    file = tmp_path / "payload.json"
    file.write_bytes(b'\xef\xbb\xbf{"topic": "\xe0\xa4\x85"}')
    from_file = await ctl("enqueue", "doubt", "--payload-file", str(file))
    from_input = await ctl("enqueue", "doubt", "--payload-file", "-", stdin=b'{"topic": "stdin"}')
    topics = [(await ctl("job", ran.out.strip(), "--json")).json["payload"]["topic"] for ran in (from_file, from_input)]
    assert topics == ["अ", "stdin"]


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (b'{"a": 1,,}', "The payload cannot be used, line 1, column 9: "),
        (b'{"a": [1, 2}', "The payload cannot be used, line 1, column 12: "),
        (b"", "The payload cannot be used, a payload is needed"),
        (b"[1]", "The payload cannot be used, a payload is a JSON object"),
        (b'"text"', "The payload cannot be used, a payload is a JSON object"),
        (b'{"a": NaN}', "The payload cannot be used, NaN is not JSON"),
        (b'{"a": "\\u0000"}', "The payload cannot be used, \\u0000 cannot be stored"),
        (b'{"a": "\\ud800"}', "The payload cannot be used, half of a surrogate pair"),
        (b"[" * 100_000, "The payload cannot be used, nested too deeply."),
        (b'{"a": "\xff"}', "The payload is not valid UTF-8: look at byte 8."),
        (b'{"a": "' + b"x" * 10_000_000 + b'"}', "The payload is longer than 1,048,576 bytes, the most"),
    ],
    ids=range(11),
)
async def test_a_bad_payload_is_refused_in_one_sentence(payload: bytes, sentence: str) -> None:
    """Before anything is connected."""
    ran = await Ctl()("enqueue", "doubt", "--payload-file", "-", stdin=payload)
    assert ran.code == Exit.MISUSE
    assert one_sentence(ran).startswith(sentence)
    assert_harmless(ran)


async def test_nothing_is_enqueued_half(ctl: Ctl) -> None:
    """What the payload's own text does not show, the database refuses."""
    numbers = json.dumps({"n": [0] * 500_000}, separators=(",", ":"))
    ran = await ctl("enqueue", "doubt", "--payload-file", "-", stdin=numbers.encode())
    assert (ran.code, "1048576" in one_sentence(ran)) == (Exit.MISUSE, True)
    ran = await ctl("enqueue", "x" * 101, "--payload", "{}")
    assert (ran.code, one_sentence(ran)) == (Exit.MISUSE, "A job needs a type of 1 to 100 characters.")
    ran = await ctl("enqueue", "doubt", "--payload-file", "/nowhere/at/all")
    assert (ran.code, "No such file" in one_sentence(ran)) == (Exit.MISUSE, True)
    assert (await ctl("jobs", "--json")).json["jobs"] == []


async def test_a_payload_is_checked_against_the_schema_of_its_type(ctl: Ctl, tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_text('{"type": "object", "required": ["question"], "properties": {"length": {"maximum": 180}}}')
    assert (await ctl("configure", f"doubt.json_schema=@{file}")).code == Exit.DONE
    ran = await ctl("enqueue", "doubt", "--payload", '{"question": "x", "length": 999}')
    assert ran.code == Exit.MISUSE
    assert one_sentence(ran).startswith("The payload is not what jobs of type doubt take, length: 999")
    assert await enqueued(ctl, job_type="topic_short", payload='{"length": 999}')
    assert await enqueued(ctl)

"""How `queuectl` is used, whatever the command: its output and exit codes are an API."""

import json

import pytest

from queue_core.ctl.commands import queuectl
from queue_core.ctl.exits import EPILOG, Exit
from queue_core.ctl.guard import run
from tests.support.ctl import NO_ID, QUESTION, Ctl, Ran, assert_harmless, enqueued, one_sentence


@pytest.mark.parametrize("name", ["", *queuectl.commands])
def test_help_tells_how_to_use_each_command(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(queuectl, [*name.split(), "--help"]) == Exit.DONE
    told = capsys.readouterr()
    assert told.err == ""
    assert max(map(len, told.out.splitlines())) <= 80
    shape = {"": "Exit codes:", **dict.fromkeys(("cancel", "delete", "edit"), "as in retry")}.get(name, "With --json")
    for words in ("--json", "--profile", shape):
        assert words in told.out


def test_help_lists_every_exit_code() -> None:
    assert [int(line.split()[0]) for line in EPILOG.splitlines() if line[:6].strip()[:1].isdigit()] == [*map(int, Exit)]


async def test_every_command_answers_over_both_transports(either: Ctl) -> None:
    ran = await either("enqueue", "doubt", "--payload", QUESTION, "--json")
    assert ran.json == {"id": ran.json["id"], "duplicate": False}
    job_id = ran.json["id"]
    assert (await either("jobs", "type:doubt", "--json")).json["jobs"][0]["id"] == job_id
    detail = (await either("job", job_id[:8], "--json")).json
    assert detail["job"]["status"] == "queued"
    assert detail["payload"] == json.loads(QUESTION)
    stats = (await either("stats", "--json")).json
    assert (stats["queued"], stats["verdict"]["level"]) == (1, "stalled")
    assert (await either("workers", "--json")).json["workers"] == []
    assert (await either("config", "--json")).json["max_concurrent_renders"] == 10
    assert (await either("configure", "max_concurrent_renders=3", "--json")).json["max_concurrent_renders"] == 3
    assert (await either("pause", "--reason", "test", "--json")).json["pause_reason"] == "test"
    assert (await either("resume", "--json")).json["paused"] is False
    cancelled = (await either("cancel", job_id, "--json")).json
    operations = cancelled.pop("operations")
    counts = {"done": 1, "requested": 0, "skipped": 0}
    assert cancelled == {"done": [job_id], "requested": [], "skipped": [], "undoable": True, "counts": counts}
    assert (await either("undo", str(operations[0]), "--json")).json["done"] == [job_id]
    ran = await either("retry", job_id, "--json")
    assert (ran.code, ran.json["skipped"]) == (Exit.NOT_DONE, [{"id": job_id, "reason": "it is queued already"}])
    assert (await either("delete", job_id, "--json")).json["done"] == [job_id]
    await _plans_and_questions(either)
    assert (await either("doctor", "--json")).json["ok"] is True


async def _plans_and_questions(either: Ctl) -> None:
    job_id = await enqueued(either)
    assert (await either("explain", job_id, "--json")).json["status"] == "queued"
    assert (await either("edit", job_id, "--priority", "high", "--json")).json["done"] == [job_id]
    number = (await either("plan", "cancel", "--filter", "type:doubt", "--json")).json["operation"]["id"]
    assert (await either("apply", str(number), "--json")).json["done"] == 1
    assert (await either("audit", str(number), "--json")).json["followed"]["statuses"] == {"cancelled": 1}
    assert [operation["verb"] for operation in (await either("audit", "--json")).json["operations"]][:2] == [
        "cancel",
        "edit",
    ]
    assert (await either("undo", str(number), "--json")).json["done"] == [job_id]
    assert (await either("failures", "--json")).json["groups"] == []
    assert (await either("check", "--json")).json["alerts"][0]["code"] == "no_worker"
    assert (await either("configure", "max_manim_renders=9", "--preview", "--json")).json["manim_after"] == 9
    assert json.loads((await either("export")).output)["id"] == job_id


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("nonsense", "No such command 'nonsense'."),
        ("jobs --nonsense", "No such option '--nonsense'."),
        ("jobs --limit 0", "Invalid value for '--limit': 0 is not in the range 1<=x<=100000."),
        ("job", "Missing argument 'ID'."),
        ("enqueue doubt", "A job needs a payload: say either --payload or --payload-file."),
        ("retry", "Say which jobs: either their ids, or --filter."),
        ("retry 3f2a --filter x", "Say which jobs: either their ids, or --filter."),
        ("configure x", "'x' is no change: write it as KEY=VALUE."),
        ("undo first", "Invalid value for 'OPERATION': 'first' is not a valid integer range."),
        ("enqueue doubt --payload {} --delay soon", "Invalid value for --delay: soon is no duration: "),
        ("enqueue doubt --payload {} --priority urgent", "Invalid value for --priority: urgent is none"),
        ("enqueue doubt --payload {} --user-id me", "Invalid value for '--user-id': 'me' is not"),
        ("\x1b]0;x\x07", "No such command"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(
    arguments: str, sentence: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    ran = Ran(run(queuectl, arguments.split()), *capsysbinary.readouterr())
    assert ran.code == Exit.MISUSE
    assert one_sentence(ran).startswith(sentence)
    assert_harmless(ran)
    ran = Ran(run(queuectl, [*arguments.split(), "--json"]), *capsysbinary.readouterr())
    assert (ran.code, ran.error["exit_code"]) == (Exit.MISUSE, Exit.MISUSE)


async def test_a_failure_is_json_where_json_was_asked_for(ctl: Ctl) -> None:
    ran = await ctl("job", NO_ID, "--json")
    assert ran.code == Exit.NOT_DONE
    assert ran.output == b""
    assert ran.error == {"kind": "NotFound", "message": f"There is no job {NO_ID}.", "exit_code": 1}
    assert (await ctl("--json", "stats")).json["queued"] == 0

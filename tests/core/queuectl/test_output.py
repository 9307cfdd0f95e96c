"""What data and surroundings can do to the output of `queuectl`: nothing bad."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from psycopg.types.json import Jsonb

from queue_core.ctl.exits import Exit
from queue_core.ctl.guard import run
from queue_core.shapes import as_harmless_json
from queue_core.text import clean
from tests.support.ctl import NO_ID, Ctl, assert_harmless, one_sentence
from tests.support.databases import Database
from tests.support.fault_proxy import FaultProxy

SHOWING = ("jobs", f"job {NO_ID}", "stats", "workers", "config", "doctor", "retry --filter x --dry-run",
           "failures", f"explain {NO_ID}", "audit", "audit 2", "check", "export", "export --format csv",
           "plan retry --filter priority:low", "configure max_manim_renders=1 --preview")  # fmt: skip
HOSTILE = "\x1b]52;c;aGk=\x07\x1b[2J\u202egnp\x9b31m\x7f[/x]\r\u200b"


@pytest.fixture
async def hostile(ctl: Ctl, database: Database) -> Ctl:
    """A database in which every text that a program can write is hostile."""
    error = json.dumps({"message": HOSTILE, "type": HOSTILE, "stack": HOSTILE})
    await database.execute(
        "insert into public.jobs (id, job_type, priority, status, payload, result, error_message, dedupe_key) "
        "values (%s, %s, 'low', 'failed', %s, %s, %s, %s)",
        NO_ID, HOSTILE, Jsonb({HOSTILE: HOSTILE}), Jsonb([HOSTILE]), error, HOSTILE,
    )  # fmt: skip
    await database.execute(
        "insert into queue.attempts (job_id, number, token, worker, started_at, ended_at, outcome, category, counted, "
        "exception_type, message, stack) values (%s, 1, %s, %s, now(), now(), 'failed', 'timeout', true, %s, %s, %s)",
        NO_ID, NO_ID, HOSTILE, HOSTILE, HOSTILE, HOSTILE,
    )  # fmt: skip
    await database.execute(
        "insert into queue.workers "
        "(id, name, host, process_id, version, concurrency, started_at, last_seen_at, detail) "
        "values (%s, %s, 'h', 7, '1', 4, now(), now(), %s)",
        NO_ID, HOSTILE, Jsonb({"dependencies": {"orchestrator": {"url": HOSTILE, "state": "open", "reason": HOSTILE}}}),
    )  # fmt: skip
    await database.execute("update queue.job_types set resource = %s where job_type = 'doubt'", HOSTILE)
    actor = {"QUEUE_ACTOR": HOSTILE}
    await ctl.with_settings(**actor)("pause", "--reason", HOSTILE)
    await ctl.with_settings(**actor)("cancel", NO_ID, "--reason", HOSTILE)
    return ctl


async def test_hostile_data_cannot_drive_the_terminal(hostile: Ctl) -> None:
    for command in SHOWING:
        shown = await hostile(*command.split())
        assert_harmless(shown)
        as_json = await hostile(*command.split(), "--json")
        assert_harmless(as_json)
        assert as_json.code == shown.code, command
        assert as_json.code != Exit.INTERNAL, command


async def test_json_says_what_the_data_is_and_a_table_that_there_is_something(hostile: Ctl) -> None:
    assert (await hostile("job", NO_ID, "--json")).json["job"]["job_type"] == HOSTILE
    assert clean(HOSTILE, 14) in (await hostile("jobs")).out


@pytest.mark.parametrize("command", ["job", "jobs --sort", "pause --type", "jobs", "enqueue"])
async def test_hostile_arguments_cannot_either(ctl: Ctl, command: str) -> None:
    ran = await ctl(*command.split(), f"status:{HOSTILE}")
    assert ran.code != Exit.DONE
    assert_harmless(ran)


@pytest.mark.parametrize("text", ["plain", 'say "no"', "日本 अ 🎬", HOSTILE, "\u2028\ue000\U000e0041"])
def test_json_stays_the_same_value_and_becomes_harmless(text: str) -> None:
    shown = as_harmless_json({text: [text]}, indent=2)
    assert json.loads(shown) == {text: [text]}
    assert all(line.isprintable() for line in shown.split("\n"))
    assert "अ" in as_harmless_json("अ\x1b")


async def test_a_reader_that_goes_away_ends_it_quietly(ctl: Ctl, database: Database) -> None:
    await database.execute(
        "insert into public.jobs (job_type, priority, payload) "
        "select 'doubt', 'low', '{}' from generate_series(1, 3000)"
    )
    reading, writing = os.pipe()
    process = await ctl.start("jobs", "--limit", "3000", "--json", stdout=writing)
    os.close(writing)
    os.read(reading, 100)
    os.close(reading)
    _, narration = await process.communicate()
    assert (process.returncode, narration) == (Exit.OUTPUT_CLOSED, b"")


async def test_help_into_a_closed_pipe_is_as_quiet() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = await Ctl().start("--help", stdout=writing)
    os.close(writing)
    _, narration = await process.communicate()
    assert (process.returncode, narration) == (Exit.OUTPUT_CLOSED, b"")


async def test_a_full_disk_is_told(ctl: Ctl) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = await ctl("config", stdout=full)
    assert ran.code == Exit.NOT_DONE
    assert one_sentence(ran) == "The output cannot be written: No space left on device."


async def test_closed_streams_are_no_mistake(ctl: Ctl) -> None:
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", f'exec "{sys.executable}" -m queue_core.ctl jobs >&- 2>&- <&-'),
        env=ctl.whole_environment,
    )
    assert await process.wait() == Exit.DONE


async def test_ctrl_c_ends_it_quietly(database: Database, proxy: FaultProxy) -> None:
    ctl = Ctl({"QUEUE_DATABASE_URL": database.conninfo_through(proxy)})
    proxy.swallow()
    process = await ctl.start("jobs")
    while not proxy.accepted:
        await asyncio.sleep(0.01)
    process.send_signal(signal.SIGINT)
    output, narration = await process.communicate()
    assert (process.returncode, output, narration.strip()) == (Exit.INTERRUPTED, b"", b"")


def test_a_mistake_of_ours_becomes_an_incident(capsys: pytest.CaptureFixture[str]) -> None:
    @click.command()
    def broken() -> None:
        secret = "hunter2"
        raise ZeroDivisionError(f"not the {len(secret)}")

    assert run(broken, []) == Exit.INTERNAL
    told = capsys.readouterr().err
    assert "Traceback" not in told
    path = Path(told.split("details are in ")[1].strip().rstrip("."))
    assert path.stat().st_mode & 0o777 == 0o600
    trace = path.read_text()
    assert "ZeroDivisionError: not the 7" in trace
    assert "hunter2" not in trace.replace('secret = "hunter2"', "")
    assert run(broken, ["--json"]) == Exit.MISUSE


@pytest.mark.parametrize("module", ["psycopg", "supabase", "httpx", "pydantic", "asyncio", "jsonschema"])
def test_help_loads_nothing_slow(module: str, loaded_by_help: set[str]) -> None:
    assert module not in loaded_by_help


@pytest.fixture(scope="module")
def loaded_by_help() -> set[str]:
    code = "import sys, queue_core.ctl.commands, queue_core.ctl.guard; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())

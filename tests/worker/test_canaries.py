"""No secret is logged, stored, shown, served or passed as an argument.

A canary is planted in every setting that is secret, real processes are led through success, failure
and misuse, and then everything is searched that they have left behind.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
from aiohttp import web
from psycopg.conninfo import conninfo_to_dict

from queue_core.models import JobId
from queue_core.queue import Queue
from queue_worker.exitcodes import ExitCode
from tests.support.ctl import Ctl
from tests.support.databases import OWNER, Database
from tests.support.gateway import Gateway
from tests.support.jobs import enqueue
from tests.support.keys import SECRET_KEY, SERVICE_KEY
from tests.worker.processes import Program, program
from tests.worker.scraping import free_port, scraped

PATIENCE_SECONDS = 60

AWKWARD = "\"\\'%+/"
"""Characters that are written in another way in addresses, in Python and in JSON."""
PASSWORD = f"canary-password-11{AWKWARD}"
TOKEN = f"canary-token-22{AWKWARD}"
STRANGER = "canary-stranger-33"
"""A secret that no setting of ours holds: services write theirs in forms that are known."""
CANARIES = ("canary-password-11", "canary-token-22", STRANGER, SERVICE_KEY.rsplit(".", 1)[-1], SECRET_KEY)

HANDLERS = """\
import json, os, time
from urllib.parse import quote
from queue_worker import handler

SECRETS = [os.environ[name] for name in os.environ.get('TO_LEAK', '').split()]
FORMS = (str, repr, json.dumps, quote, lambda secret: quote(secret, safe=''))
LEAK = 'leaking ' + ' '.join(form(secret) for secret in SECRETS for form in FORMS)

@handler('leaky')
async def leaky(context):
    try:
        raise KeyError(LEAK)
    except KeyError as error:
        error.add_note(LEAK)
        raise ValueError(LEAK) from error

@handler('crashing')
async def crashing(context):
    raise SystemExit(LEAK)

@handler('hanging')
async def hanging(context):
    secret = LEAK
    time.sleep(3600)

@handler('working')
async def working(context):
    return {'done': True}
"""


@pytest.fixture
async def echo() -> AsyncIterator[str]:
    """The address of an orchestrator that repeats in its errors what it was sent, and knows a secret of its own."""

    async def answer(request: web.Request) -> web.Response:
        error = f"{request.headers['Authorization']} is not for postgresql://render:{STRANGER}@db/videos"
        status = 401 if "[401]" in await request.text() else 500
        return web.json_response({"error": error, "headers": dict(request.headers), "api_key": STRANGER}, status=status)

    application = web.Application()
    application.router.add_post("/render", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the worker finds its handlers."""
    (tmp_path / "canary_handlers.py").write_text(HANDLERS)
    return tmp_path


def url_of(database: Database) -> str:
    """The database as a URL with a password, which the test server does not ask for."""
    parts = conninfo_to_dict(database.conninfo)
    return (
        f"postgresql://{OWNER}:{quote(PASSWORD, safe='')}@/{database.name}"
        f"?host={quote(str(parts['host']), safe='')}&port={parts['port']}"
    )


@pytest.mark.slow
@pytest.mark.timeout(300)  # a dozen programs one after another, each waited for within a limit of its own
async def test_directly(database: Database, direct_queue: Queue, echo: str, folder: Path) -> None:
    secrets = {"QUEUE_DATABASE_URL": url_of(database), "ORCHESTRATOR_TOKEN": TOKEN, "PGPASSWORD": PASSWORD}
    settings = settings_for_all(echo) | secrets | {"TO_LEAK": " ".join(secrets)}
    async with program(cwd=folder, **settings) as worker:
        jobs = await led_through_everything(worker, direct_queue)
        commands = ["doctor", "doctor --json", "workers --json", "jobs --json", f"job {jobs[0]}"]
        commands += [f"job {job_id} --json" for job_id in (jobs[0], jobs[-1])]
        left = await everything_left(worker, database, commands, settings)
    assert canaries_in(left) == []
    assert "leaking ***" in left["database"]
    assert "leaking ***" in left["log"]
    assert "Bearer ***" in left["database"]
    assert "leaking ***" in left[f"queuectl job {jobs[0]}"]


@pytest.mark.slow
@pytest.mark.timeout(300)  # the same
async def test_over_supabase_with_a_profile(
    database: Database, gateway: Gateway, direct_queue: Queue, echo: str, folder: Path
) -> None:
    (folder / "key").write_text(SECRET_KEY)
    (folder / "config.toml").write_text(
        f'[profiles.prod]\nsupabase_url = "{gateway.url}"\nsupabase_key_file = "{folder / "key"}"\n'
    )
    secrets = {"ORCHESTRATOR_TOKEN": TOKEN, "COPY_OF_THE_KEY": SECRET_KEY}
    profile = {"QUEUE_CONFIG": str(folder / "config.toml"), "QUEUE_PROFILE": "prod"}
    settings = settings_for_all(echo) | secrets | profile | {"TO_LEAK": " ".join(secrets)}
    async with program(cwd=folder, **settings) as worker:
        jobs = await led_through_everything(worker, direct_queue)
        left = await everything_left(worker, database, ["doctor --json", f"job {jobs[0]} --json"], settings)
    assert canaries_in(left) == []
    assert "leaking ***" in left["database"]


def settings_for_all(orchestrator_url: str) -> dict[str, str]:
    """What is no secret."""
    return {
        "ORCHESTRATOR_URL": orchestrator_url,
        "QUEUE_WORKER_HANDLERS": "canary_handlers",
        "QUEUE_WORKER_HEALTH_PORT": str(free_port()),
    }


async def test_an_unreachable_database() -> None:
    url = f"postgresql://nobody:{quote(PASSWORD, safe='')}@127.0.0.1:1/none"
    async with program(QUEUE_DATABASE_URL=url, ORCHESTRATOR_TOKEN=TOKEN) as worker:
        await worker.event("database_failing", PATIENCE_SECONDS)
        arguments = arguments_of_all_processes()
        worker.signal(signal.SIGTERM)
        assert await worker.exit_code(PATIENCE_SECONDS) == ExitCode.DONE
    doctor = await Ctl({"QUEUE_DATABASE_URL": url, "ORCHESTRATOR_TOKEN": TOKEN})("doctor", "--json")
    left = {"log": worker.output, "errors": worker.errors, "doctor": doctor.out + doctor.err, "arguments": arguments}
    assert canaries_in(left) == []


async def test_a_worker_that_hangs(database: Database, direct_queue: Queue, folder: Path) -> None:
    secrets = {"QUEUE_DATABASE_URL": url_of(database), "ORCHESTRATOR_TOKEN": TOKEN}
    settings = settings_for_all("http://127.0.0.1:1") | secrets | {"TO_LEAK": " ".join(secrets)}
    async with program(cwd=folder, QUEUE_WORKER_WEDGED_AFTER="1", **settings) as worker:
        await worker.event("started", PATIENCE_SECONDS)
        await enqueue(direct_queue, job_type="hanging")
        assert await worker.exit_code(PATIENCE_SECONDS) == ExitCode.NOT_DONE
    left = {"log": worker.output, "errors": worker.errors, "database": await everything_stored(database)}
    assert canaries_in(left) == []
    assert "canary_handlers.py" in worker.errors


BAD = {
    "a port that is none": {"QUEUE_DATABASE_URL": f"postgresql://me:{PASSWORD}@host:none/db"},
    "a scheme that is none": {"QUEUE_DATABASE_URL": f"mysql://me:{PASSWORD}@host/db"},
    "pairs that are none": {"QUEUE_DATABASE_URL": f"host=127.0.0.1 nonsense password={PASSWORD}"},
    "an option that is none": {"QUEUE_DATABASE_URL": f"postgresql://me@127.0.0.1/db?pass={STRANGER}"},
    "a user in the orchestrator's address": {"ORCHESTRATOR_URL": f"http://me:{STRANGER}@host"},
    "an orchestrator's address that is none": {"ORCHESTRATOR_URL": f"me:{STRANGER}@host"},
    "a user in a renderer's address": {"MANIM_HEALTH_URL": f"http://me:{STRANGER}@host/health"},
    "a key in a renderer's address": {"REVIDEO_HEALTH_URL": f"http://host/health?key={STRANGER}"},
    "a token of two words": {"ORCHESTRATOR_TOKEN": f"{TOKEN} {TOKEN}"},
    "a key of two lines": {"SUPABASE_URL": "http://127.0.0.1:1", "SUPABASE_KEY": f"{SERVICE_KEY}\n{SECRET_KEY}"},
    "a user in the project's address": {"SUPABASE_URL": f"http://me:{STRANGER}@host", "SUPABASE_KEY": SECRET_KEY},
    "a key without an address": {"SUPABASE_SERVICE_ROLE_KEY": SECRET_KEY},
    "handlers that raise": {"QUEUE_WORKER_HANDLERS": "canary_raises", "ORCHESTRATOR_TOKEN": TOKEN},
}


async def test_bad_configurations(folder: Path) -> None:
    (folder / "canary_raises.py").write_text(
        "import os\nraise ValueError('with ' + os.environ['ORCHESTRATOR_TOKEN'])\n"
    )

    async def said(settings: Mapping[str, str]) -> str:
        async with program(cwd=folder, QUEUE_HOME=str(folder), **settings) as worker:
            assert await worker.exit_code(PATIENCE_SECONDS) == ExitCode.MISUSE, worker.output + worker.errors
        return worker.output + worker.errors

    left = dict(zip(BAD, await asyncio.gather(*map(said, BAD.values())), strict=True))
    assert canaries_in(left) == []
    assert "ValueError: with ***" in left["handlers that raise"]


# -- what is done, and what is searched --------------------------------------------------------------


async def led_through_everything(worker: Program, queue: Queue) -> list[JobId]:
    """One job for each way in which a secret can get into a record, the first two of them without an orchestrator."""
    await worker.event("started", PATIENCE_SECONDS)
    jobs = [(await enqueue(queue, job_type=job_type))[0] for job_type in ("leaky", "crashing")]
    jobs += await enqueue(queue, payload={"question": "Why? [500]"})
    jobs += await enqueue(queue, job_type="working")
    await worker.event("completed", PATIENCE_SECONDS, job_id=jobs.pop())
    for job_id in jobs:
        await worker.event("failed", PATIENCE_SECONDS, job_id=job_id)
    [unauthorised] = await enqueue(queue, payload={"question": "Why? [401]"})
    await worker.event("failed", PATIENCE_SECONDS, job_id=unauthorised, category="auth")
    return [*jobs, unauthorised]


async def everything_left(
    worker: Program, database: Database, commands: Sequence[str], settings: Mapping[str, str]
) -> dict[str, str]:
    """By where it was found: all that the worker, and a queuectl with the same settings, have said and stored."""
    left, ctl = {"arguments": arguments_of_all_processes()}, Ctl(settings)
    for path in ("/livez", "/readyz", "/metrics"):
        left[path] = await scraped(int(settings["QUEUE_WORKER_HEALTH_PORT"]), path)
        assert left[path]
    for command in commands:
        ran = await ctl(*command.split())
        left[f"queuectl {command}"] = ran.out + ran.err
    worker.signal(signal.SIGTERM)
    assert await worker.exit_code(PATIENCE_SECONDS) == ExitCode.DONE
    return left | {"log": worker.output, "errors": worker.errors, "database": await everything_stored(database)}


async def everything_stored(database: Database) -> str:
    """Every row of every table, and what the server shows of its sessions."""
    tables = await database.execute(
        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', 'queue')"
    )
    rows = [await database.execute(f"select t::text from {table} t") for (table,) in tables]
    rows.append(
        await database.execute(
            "select coalesce(query, '') || application_name from pg_stat_activity where datname = current_database()"
        )
    )
    return "\n".join(row for found in rows for (row,) in found)


def arguments_of_all_processes() -> str:
    """What everybody on this machine can see."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue  # it has ended
    assert any("queue_worker" in arguments for arguments in found)
    return "\n".join(found)


def canaries_in(left: Mapping[str, str]) -> list[str]:
    """Where a canary was found, with some text around it."""
    return [
        f"{place}: ...{text[max(0, text.index(canary) - 80) : text.index(canary) + 40]}..."
        for place, text in left.items()
        for canary in CANARIES
        if canary in text
    ]

"""P5, P6 and the life of a worker from start to end: real processes, as their service manager sees them."""

import asyncio
import http.client
import json
import signal
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from queue_core.models import JobStatus, WorkerState
from queue_core.queue import Queue
from queue_worker.demo_orchestrator.server import DemoOrchestrator
from queue_worker.exitcodes import ExitCode
from tests.support.accepting import until_known
from tests.support.databases import Database
from tests.support.fault_proxy import FaultProxy
from tests.support.jobs import enqueue
from tests.worker.processes import program
from tests.worker.scraping import free_port
from tests.worker.working import job_in, until

SO_TIMESTAMP = 29


async def asked(port: int, path: str) -> tuple[int, dict[str, Any]]:
    """Status and body; 0 and nothing when nobody answers."""

    def ask() -> tuple[int, dict[str, Any]]:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                return answer.status, json.loads(answer.read())
            except OSError:
                return 0, {}

    return await asyncio.to_thread(ask)


async def becomes(port: int, path: str, status: int, words: str = "") -> None:
    async def is_so() -> bool:
        found, body = await asked(port, path)
        return found == status and words in json.dumps(body)

    await until(is_so, 30)


async def quick_terms(database: Database, lease_seconds: int = 60) -> None:
    await database.execute(
        "update public.job_queue_config set lease_seconds = %s, heartbeat_seconds = 1 where true", lease_seconds
    )


async def test_a_worker_that_was_frozen_for_longer_than_its_lease_ends_the_call_before_anything_else(
    database: Database, direct_queue: Queue, tmp_path: Path
) -> None:
    """P5. What the call waits for has come meanwhile: the call must not take another step."""
    await quick_terms(database, lease_seconds=4)
    (tmp_path / "stepping.py").write_text(
        "import asyncio, os, pathlib\n"
        "from queue_worker import handler\n\n"
        "@handler('steps')\n"
        "async def steps(context):\n"
        "    reader, writer = await asyncio.open_connection('127.0.0.1', int(os.environ['STEP_PORT']))\n"
        "    await reader.readline()\n"
        "    pathlib.Path(f'second-step-{context.attempt}').touch()\n"
        "    return {}\n"
    )
    waiting: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: waiting.append(writer), "127.0.0.1", 0)
    async with (
        server,
        program(
            *("--handlers", "stepping"),
            cwd=tmp_path,
            QUEUE_DATABASE_URL=database.conninfo,
            STEP_PORT=str(server.sockets[0].getsockname()[1]),
        ) as process,
    ):
        [job_id] = await enqueue(direct_queue, job_type="steps")
        await until(lambda: bool(waiting))
        process.signal(signal.SIGSTOP)
        await until(lambda: lease_is_over(database))
        waiting[0].write(b"go on\n")
        await waiting[0].drain()
        process.signal(signal.SIGCONT)
        await process.event("unproved", job_id=job_id)
        await until(lambda: any(event["event"] in ("released", "refused") for event in process.events))
        for writer in waiting:
            writer.transport.abort()
        assert not (tmp_path / "second-step-1").exists()
        assert not [event for event in process.events if event["event"] == "wedged"]
    await until_known()
    for writer in waiting:  # with those of later attempts
        writer.transport.abort()


async def lease_is_over(database: Database) -> bool:
    return await database.execute("select expires_at < queue.now() from queue.leases") == [(True,)]


async def test_a_quiet_worker_claims_nothing_and_goes_on_with_what_runs(
    database: Database, direct_queue: Queue, demo: DemoOrchestrator
) -> None:
    await quick_terms(database)
    async with program("--orchestrator-url", demo.url, QUEUE_DATABASE_URL=database.conninfo) as process:
        [running] = await enqueue(direct_queue, payload={"question": "Why? [demo:ok seconds=3]"})
        await process.event("claimed", job_id=running)
        process.signal(signal.SIGUSR1)
        await process.event("quiet")
        await until(lambda: state_is(direct_queue, WorkerState.QUIET))
        [waiting] = await enqueue(direct_queue)
        await process.event("completed", job_id=running)
        await beats(database, 3)
        assert (await direct_queue.job(waiting)).job.status is JobStatus.QUEUED
        process.signal(signal.SIGUSR2)
        await process.event("completed", job_id=waiting)
        await until(lambda: state_is(direct_queue, WorkerState.RUNNING))


async def says(database: Database, state: WorkerState) -> bool:
    """What the worker has said of itself last."""
    return await database.execute("select state from queue.workers") == [(state.value,)]


async def state_is(queue: Queue, state: WorkerState) -> bool:
    return [worker.state for worker in await queue.workers()] == [state]


async def beats(database: Database, number: int) -> None:
    """So many heartbeats from now on: more than a poll's time."""
    query = "select last_seen_at from queue.workers"
    seen = await database.execute(query)
    for _ in range(number):
        last = seen

        async def has_beaten(last: list[Any] = last) -> bool:
            return await database.execute(query) != last

        await until(has_beaten)
        seen = await database.execute(query)


async def test_a_worker_is_quiet_as_long_as_its_operator_says(
    database: Database, direct_queue: Queue, demo: DemoOrchestrator
) -> None:
    await quick_terms(database)
    async with program("--orchestrator-url", demo.url, QUEUE_DATABASE_URL=database.conninfo) as process:
        await process.event("started")
        await database.execute("update queue.workers set quiet = true where true")
        await process.event("quiet")
        [waiting] = await enqueue(direct_queue)
        process.signal(signal.SIGUSR2)  # of no use: both must agree that it may claim
        await beats(database, 3)
        assert (await direct_queue.job(waiting)).job.status is JobStatus.QUEUED
        await database.execute("update queue.workers set quiet = false where true")
        await process.event("completed", job_id=waiting)


async def test_an_idle_worker_hears_at_once_that_it_is_active_again(
    database: Database, direct_queue: Queue, demo: DemoOrchestrator
) -> None:
    await direct_queue.configure({"heartbeat_seconds": 600, "lease_seconds": 3600}, actor="tests")
    async with program("--orchestrator-url", demo.url, QUEUE_DATABASE_URL=database.conninfo) as process:
        await process.event("started")
        [worker] = await direct_queue.workers()
        await direct_queue.quiet([worker.id], actor="tests")
        await until(lambda: says(database, WorkerState.QUIET))
        [waiting] = await enqueue(direct_queue)
        await direct_queue.quiet([worker.id], off=True, actor="tests")
        await process.event("completed", job_id=waiting)


NEWER = "insert into queue.migrations (version, name, checksum) values (99990101000000, 'from_the_future', 'x')"
OLDER = "delete from queue.migrations where version = (select max(version) from queue.migrations)"


async def test_a_worker_older_than_the_schema_finishes_what_runs_and_ends(
    database: Database, direct_queue: Queue, tmp_path: Path
) -> None:
    """It has one slot, which is taken until then: no claim is under way that could still get the second job."""
    await quick_terms(database)
    (tmp_path / "gated.py").write_text(
        "import asyncio, pathlib\n"
        "from queue_worker import handler\n\n"
        "@handler('waits')\n"
        "async def waits(context):\n"
        "    while not pathlib.Path('go-on').exists():\n"
        "        await asyncio.sleep(0.02)\n"
        "    return {}\n"
    )
    flags = ("--handlers", "gated", "--concurrency", "1")
    async with program(*flags, cwd=tmp_path, QUEUE_DATABASE_URL=database.conninfo) as process:
        [running] = await enqueue(direct_queue, job_type="waits")
        await process.event("claimed", job_id=running)
        await database.execute(NEWER)
        await process.event("outdated")
        [waiting] = await enqueue(direct_queue, job_type="waits")
        (tmp_path / "go-on").touch()
        assert await process.exit_code() == ExitCode.MISUSE

    assert "install a newer queue-tui" in process.errors
    assert process.errors.count("\n") == 1
    assert (await direct_queue.job(running)).job.status is JobStatus.COMPLETED
    assert (await direct_queue.job(waiting)).attempts == ()


@pytest.mark.parametrize(
    ("statement", "advice"), [(NEWER, "install a newer queue-tui"), (OLDER, "run 'queuectl migrate'")]
)
async def test_a_schema_of_another_version_is_refused_at_the_start(
    database: Database, statement: str, advice: str
) -> None:
    await database.execute(statement)
    async with program(QUEUE_DATABASE_URL=database.conninfo) as process:
        assert await process.exit_code() == ExitCode.MISUSE
    assert advice in process.errors
    assert process.errors.count("\n") == 1


async def test_a_worker_is_ready_while_the_database_answers_and_live_all_the_time(
    database: Database, demo: DemoOrchestrator, proxy: FaultProxy
) -> None:
    await quick_terms(database)
    await proxy.refuse()
    port = free_port()
    flags = ("--orchestrator-url", demo.url, "--health-port", str(port))
    async with program(*flags, QUEUE_DATABASE_URL=database.conninfo_through(proxy)) as process:
        await becomes(port, "/readyz", 503, "starting")
        await proxy.listen()
        await becomes(port, "/readyz", 200, "running")
        await proxy.refuse()
        await becomes(port, "/readyz", 503, "database")
        assert await asked(port, "/livez") == (200, {"live": True})
        await proxy.listen()
        await becomes(port, "/readyz", 200)
        process.signal(signal.SIGTERM)
        assert await process.exit_code() == ExitCode.DONE


async def test_a_draining_worker_is_not_ready(database: Database, direct_queue: Queue, demo: DemoOrchestrator) -> None:
    port = free_port()
    flags = ("--orchestrator-url", demo.url, "--health-port", str(port), "--drain-seconds", "3600")
    async with program(*flags, QUEUE_DATABASE_URL=database.conninfo) as process:
        [running] = await enqueue(direct_queue, payload={"question": "Why? [demo:ok seconds=60]"})
        await process.event("claimed", job_id=running)
        process.signal(signal.SIGTERM)
        await becomes(port, "/readyz", 503, "draining")
        assert (await asked(port, "/livez"))[0] == 200
        process.signal(signal.SIGTERM)
        assert await process.exit_code() == ExitCode.DONE


async def test_the_health_check_of_a_container(database: Database, demo: DemoOrchestrator) -> None:
    port = str(free_port())
    check = ("healthcheck", "--port", port)
    async with program(*check, HTTP_PROXY="http://127.0.0.1:1", http_proxy="http://127.0.0.1:1") as nobody:
        assert await nobody.exit_code() == ExitCode.NOT_DONE
    flags = ("--orchestrator-url", demo.url, "--health-port", port)
    async with program(*flags, QUEUE_DATABASE_URL=database.conninfo) as process:
        await process.event("started")
        async with program(*check, http_proxy="http://127.0.0.1:1") as live:
            assert await live.exit_code() == ExitCode.DONE
        await becomes(int(port), "/readyz", 200)
        async with program(*check, "--ready") as ready:
            assert await ready.exit_code() == ExitCode.DONE

    assert "No worker answers" in nobody.errors
    assert nobody.errors.count("\n") == 1
    assert json.loads(live.output) == {"live": True}
    assert json.loads(ready.output)["ready"] is True


async def test_a_health_check_without_a_port_says_so() -> None:
    async with program("healthcheck", QUEUE_WORKER_HEALTH_PORT="0") as process:
        assert await process.exit_code() == ExitCode.MISUSE
    assert "The health port is off" in process.errors


async def test_a_port_that_is_taken_is_a_warning_and_no_more(
    database: Database, direct_queue: Queue, demo: DemoOrchestrator
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        flags = ("--orchestrator-url", demo.url, "--health-port", str(taken.getsockname()[1]))
        async with program(*flags, QUEUE_DATABASE_URL=database.conninfo) as process:
            await process.event("health_off", level="WARNING")
            [job_id] = await enqueue(direct_queue)
            await job_in(direct_queue, job_id, JobStatus.COMPLETED)

    assert len([event for event in process.events if event["event"] == "health_off"]) == 1


class Systemd:
    """Its end of the notify socket: what it was told, and when that was sent."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.messages: list[tuple[float, str]] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMP, 1)
        asyncio.get_running_loop().add_reader(self._socket, self.read)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    def read(self) -> None:
        """Take what is there."""
        try:
            while True:
                message, [(_, _, stamp)], _, _ = self._socket.recvmsg(1000, 100)
                seconds, microseconds = struct.unpack("@ll", stamp)
                self.messages.append((seconds + microseconds / 1e6, message.decode()))
        except BlockingIOError:
            pass

    def sent(self, message: str) -> list[float]:
        """When this message was sent, each time."""
        return [at for at, said in self.messages if said == message]


@asynccontextmanager
async def systemd() -> AsyncIterator[Systemd]:
    with TemporaryDirectory(dir="/tmp") as folder:  # the path of a socket must be short
        listening = Systemd(f"{folder}/notify")
        try:
            yield listening
        finally:
            listening.close()


async def test_systemd_hears_of_start_progress_and_stop(
    database: Database, direct_queue: Queue, tmp_path: Path
) -> None:
    (tmp_path / "curious.py").write_text(
        "import subprocess, sys\n"
        "from queue_worker import handler\n\n"
        "@handler('curious')\n"
        "async def curious(context):\n"
        '    code = \'import os; print(sum(name.startswith(("NOTIFY", "WATCHDOG")) for name in os.environ))\'\n'
        "    return {'seen': subprocess.run([sys.executable, '-c', code], capture_output=True, text=True).stdout}\n"
    )
    async with systemd() as listening:
        environ = {"NOTIFY_SOCKET": listening.address, "WATCHDOG_USEC": "2000000"}
        flags = ("--handlers", "curious", "--drain-seconds", "7")
        async with program(*flags, cwd=tmp_path, QUEUE_DATABASE_URL=database.conninfo, **environ) as process:
            await until(lambda: bool(listening.sent("READY=1")))
            await until(lambda: len(listening.sent("WATCHDOG=1")) >= 3)
            [job_id] = await enqueue(direct_queue, job_type="curious")
            detail = await job_in(direct_queue, job_id, JobStatus.COMPLETED)
            process.signal(signal.SIGTERM)
            assert await process.exit_code() == ExitCode.DONE
        listening.read()

    assert detail.result == {"seen": "0\n"}
    assert len(listening.sent("READY=1")) == 1
    assert listening.sent("STOPPING=1\nEXTEND_TIMEOUT_USEC=17000000")


async def test_a_worker_that_hangs_tells_where_and_ends(
    database: Database, direct_queue: Queue, tmp_path: Path
) -> None:
    (tmp_path / "blocking.py").write_text(
        "import time\n"
        "from queue_worker import handler\n\n"
        "@handler('blocks')\n"
        "async def blocks_for_ever(context):\n"
        "    time.sleep(3600)\n"
    )
    async with systemd() as listening:
        environ = {"NOTIFY_SOCKET": listening.address, "WATCHDOG_USEC": "2000000"}
        flags = ("--handlers", "blocking", "--wedged-after", "3")
        async with program(*flags, cwd=tmp_path, QUEUE_DATABASE_URL=database.conninfo, **environ) as process:
            await until(lambda: bool(listening.sent("WATCHDOG=1")))
            [job_id] = await enqueue(direct_queue, job_type="blocks")
            assert await process.exit_code(30) == ExitCode.NOT_DONE
        listening.read()

    last = max(listening.sent("WATCHDOG=1"))
    [ending] = listening.sent("STATUS=The event loop hangs: ending.")
    assert ending - last > 1.5  # of the three seconds, it was told of progress in the first only
    assert process.events[-1] == process.events[-1] | {"event": "wedged", "loop": "event loop", "level": "CRITICAL"}
    assert "in blocks_for_ever" in process.errors
    assert "Task heartbeats:" in process.errors
    assert (await direct_queue.job(job_id)).job.status is JobStatus.PROCESSING

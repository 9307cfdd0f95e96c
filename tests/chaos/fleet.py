"""Two hosts with two workers each, a server and an orchestrator of their own, and every fault of `schedule` on them."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

import psycopg

from queue_core.embedded import EmbeddedServer
from queue_core.models import JobId
from queue_core.queue import Queue
from tests.chaos.running import enqueue_surely, settings, surely
from tests.chaos.schedule import Step
from tests.support.databases import Database
from tests.support.fault_proxy import FaultProxy
from tests.support.hosts import Host, NotPossible, hosts
from tests.support.jobs import ACTOR
from tests.support.orchestrator import ScriptedOrchestrator, silence, status
from tests.support.transports import direct
from tests.worker.processes import Program, program

WORKERS_OF_A_HOST = 2
LOOPBACK = "127.0.0.1"
TIMEOUT_SECONDS = 14
"""Of an attempt; longer than any fault, so that a slot that is held is held for longer than its call runs on."""
ORCHESTRATOR_SECONDS = 5
"""How long the orchestrator works on a call whose caller has gone silent: the slot is held for longer."""
LIMITS = (10, 3, 6, 10)
MANIM_LIMITS = (4, 0, 2, 4)


@dataclass
class Site:
    """A place where workers run, and its link to the database."""

    link: FaultProxy
    host: Host | None


@dataclass
class Slot:
    """A place for one worker, filled again when that has ended."""

    name: str
    site: Site
    process: Program | None = None
    exits: Counter[int] = field(default_factory=Counter)


class Fleet:
    """All that takes part, and what can happen to it."""

    def __init__(
        self, embedded: EmbeddedServer, database: Database, orchestrator: ScriptedOrchestrator, sites: list[Site]
    ) -> None:
        self.embedded = embedded
        self.database = database
        self.orchestrator = orchestrator
        self.sites = sites
        self.slots = [
            Slot(f"worker-{number}-{place}", site)
            for number, site in enumerate(sites)
            for place in range(WORKERS_OF_A_HOST)
        ]
        self.jobs: list[JobId] = []
        """What an enqueue has answered with."""
        self.queue = Queue(direct(database.conninfo))
        self.is_over = False
        """No worker is started again."""
        self._server = asyncio.Lock()
        self._orchestrator = asyncio.Lock()

    # -- work --------------------------------------------------------------------------------------------

    async def keep_running(self, slot: Slot) -> None:
        """Start the worker of a slot, again and again."""
        host = slot.site.host
        url = f"http://{host.gateway if host else LOOPBACK}:{self.orchestrator.port}"
        flags = ("--orchestrator-url", url, "--name", slot.name, "--concurrency", "5", "--drain-seconds", "3")
        conninfo = self.database.conninfo_through(slot.site.link)
        while not self.is_over:
            async with program(*flags, through=host.command if host else (), **settings(conninfo)) as process:
                slot.process = process
                slot.exits[await process.process.wait()] += 1

    async def keep_enqueueing(self, seed: int, enough: asyncio.Event) -> None:
        """Jobs of all types, each until it is acknowledged."""
        chance = random.Random(seed)
        while not enough.is_set():
            job_type = chance.choice(["doubt", "topic_short", "daily_ca"])
            payload = {"question": f"Number {len(self.jobs)}"}
            self.jobs.append(await enqueue_surely(self.queue, job_type=job_type, payload=payload))
            await asyncio.sleep(chance.uniform(0, 0.2))

    async def calm_down(self) -> None:
        """Take back what the faults have left behind."""
        await self._sql("update public.job_queue_config set max_concurrent_renders = 10, max_manim_renders = 4")
        await surely(lambda request_id: self.queue.resume(actor=ACTOR, request_id=request_id))

    # -- faults ------------------------------------------------------------------------------------------

    async def happen(self, step: Step) -> None:
        """Let a fault begin and end."""
        await getattr(self, f"_{step.fault}")(step)

    def _slot(self, step: Step) -> Slot:
        return self.slots[step.which % len(self.slots)]

    def _link(self, step: Step) -> FaultProxy:
        return self.sites[step.which % len(self.sites)].link

    def _signal(self, process: Program | None, number: signal.Signals) -> None:
        if process is not None:
            with suppress(ProcessLookupError):
                process.signal(number)

    async def _kill(self, step: Step) -> None:
        self._signal(self._slot(step).process, signal.SIGKILL)

    async def _terminate(self, step: Step) -> None:
        self._signal(self._slot(step).process, signal.SIGTERM)

    async def _freeze(self, step: Step) -> None:
        process = self._slot(step).process
        self._signal(process, signal.SIGSTOP)
        await asyncio.sleep(step.seconds)
        self._signal(process, signal.SIGCONT)

    async def _swallow(self, step: Step) -> None:
        self._link(step).swallow()
        await asyncio.sleep(step.seconds)
        self._link(step).heal()

    async def _cut(self, step: Step) -> None:
        await self._link(step).reset()

    async def _refuse(self, step: Step) -> None:
        link = self._link(step)
        if not link.is_listening:
            return
        await link.refuse()
        await asyncio.sleep(step.seconds)
        await link.listen()

    async def _lose_answers(self, step: Step) -> None:
        self._link(step).lose_answers("queue_", every=2 + step.which % 3)
        await asyncio.sleep(step.seconds)
        self._link(step).heal()

    async def _cut_off_host(self, step: Step) -> None:
        host = self.sites[step.which % len(self.sites)].host
        if host is None:
            return
        host.cut_off()
        await asyncio.sleep(step.seconds)
        host.join()

    async def _end_sessions(self, _: Step) -> None:
        await self._sql(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )

    async def _kill_a_backend(self, step: Step) -> None:
        async with self._server:
            found = await self._sql(
                "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            )
            if found:
                with suppress(ProcessLookupError):
                    os.kill(found[step.which % len(found)][0], signal.SIGKILL)

    async def _restart_server(self, _: Step) -> None:
        async with self._server:
            if process_id := self.embedded.process_id:
                os.kill(process_id, signal.SIGQUIT)
            while self.embedded.is_running():
                await asyncio.sleep(0.01)
            await asyncio.to_thread(self.embedded.start)

    async def _orchestrator_down(self, step: Step) -> None:
        async with self._orchestrator:
            await self.orchestrator.go_down()
            await asyncio.sleep(step.seconds)
            await self.orchestrator.listen()

    async def _storm_of_500(self, step: Step) -> None:
        async with self._orchestrator:
            self.orchestrator.always = status(500)
            await asyncio.sleep(step.seconds)
            self.orchestrator.always = None

    async def _silent_orchestrator(self, step: Step) -> None:
        async with self._orchestrator:
            self.orchestrator.always = silence()
            await asyncio.sleep(step.seconds)
            self.orchestrator.always = None

    async def _change_limits(self, step: Step) -> None:
        await self._sql(
            "update public.job_queue_config set max_concurrent_renders = %s, max_manim_renders = %s",
            LIMITS[step.which % len(LIMITS)],
            MANIM_LIMITS[step.which % len(MANIM_LIMITS)],
        )

    async def _pause(self, step: Step) -> None:
        await surely(lambda request_id: self.queue.pause(actor=ACTOR, request_id=request_id))
        await asyncio.sleep(min(step.seconds, 2.0))
        await surely(lambda request_id: self.queue.resume(actor=ACTOR, request_id=request_id))

    async def _cancel(self, step: Step) -> None:
        if some := self._some_jobs(step):
            await surely(lambda request_id: self.queue.cancel(some, actor=ACTOR, request_id=request_id))

    async def _retry(self, step: Step) -> None:
        if some := self._some_jobs(step):
            await surely(lambda request_id: self.queue.retry(some, actor=ACTOR, request_id=request_id))

    def _some_jobs(self, step: Step) -> list[JobId]:
        """Of the latest, a few."""
        return [job_id for place, job_id in enumerate(self.jobs[-60:]) if (place + step.which) % 6 == 0]

    async def _sql(self, query: str, *parameters: object) -> list[tuple[int, ...]]:
        """Run it once the server can be reached."""
        while True:
            try:
                return await self.database.execute(query, *parameters)
            except psycopg.OperationalError:
                await asyncio.sleep(0.1)


@asynccontextmanager
async def two_sites(database: Database) -> AsyncIterator[list[Site]]:
    """On two hosts where that is possible, and on this one otherwise."""
    with ExitStack() as machines:
        found: tuple[Host | None, ...] = (None, None)
        with suppress(NotPossible):
            found = machines.enter_context(hosts())
        async with AsyncExitStack() as links:
            yield [
                Site(
                    await links.enter_async_context(
                        FaultProxy(database.server.socket_path, host.gateway if host else LOOPBACK)
                    ),
                    host,
                )
                for host in found
            ]

"""Which services stand between a worker and its jobs: what is claimed while one of them is away."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from aiohttp import web

from queue_core.models import Block, Category, ClaimScope, Failure, JobStatus, Outcome
from queue_core.queue import Queue
from queue_worker import renderers
from queue_worker.breaker import BreakerState
from queue_worker.dependencies import Dependencies
from queue_worker.errors import JobError
from queue_worker.handlers import JobContext
from tests.support.databases import Database
from tests.support.jobs import enqueue
from tests.support.orchestrator import ScriptedOrchestrator, after
from tests.worker.conftest import FakeTime
from tests.worker.contexts import lease
from tests.worker.working import NOBODY, job_in, until, working

ANYTHING = ClaimScope()


def failure(category: Category, **fields: Any) -> Failure:
    a_lease = lease()
    return Failure(
        job_id=a_lease.job_id, token=a_lease.token, outcome=Outcome.FAILED, category=category,
        exception_type="E", message="why \x1b[2J", stack="where", fingerprint="0", **fields,
    )  # fmt: skip


def down(dependencies: Dependencies) -> None:
    for _ in range(3):
        dependencies.failed(lease(), failure(Category.DEPENDENCY_DOWN))


# -- what may be claimed ---------------------------------------------------------------------------------


def test_while_all_is_well_anything_is_claimed() -> None:
    assert Dependencies("http://o").next_claim(7, []) == (7, ANYTHING)


def test_without_an_orchestrator_nothing_is_claimed_but_for_types_with_a_handler_of_their_own(time: FakeTime) -> None:
    alone, beside = Dependencies("http://o"), Dependencies("http://o", own_types=["mail"])
    down(alone)
    down(beside)
    assert alone.next_claim(7, [])[0] == 0
    assert 0 < (alone.wait_seconds or 0) <= 1
    assert beside.next_claim(7, []) == (7, ClaimScope(types=("mail",)))


def test_one_job_tries_it_while_the_own_types_go_on(time: FakeTime) -> None:
    dependencies = Dependencies("http://o", own_types=["mail"])
    down(dependencies)
    time.seconds += 1
    assert dependencies.next_claim(7, [lease(job_type="mail")]) == (1, ANYTHING)
    assert dependencies.next_claim(6, [lease()]) == (6, ClaimScope(types=("mail",)))
    dependencies.succeeded(lease())
    assert dependencies.next_claim(6, [lease()]) == (6, ANYTHING)


def test_a_failure_in_a_handler_of_its_own_says_nothing_of_the_orchestrator() -> None:
    dependencies = Dependencies("http://o", own_types=["mail"])
    for _ in range(9):
        dependencies.failed(lease(job_type="mail"), failure(Category.DEPENDENCY_DOWN))
    assert dependencies.next_claim(7, []) == (7, ANYTHING)


def test_a_renderer_that_is_down_holds_up_the_jobs_that_need_it_and_no_others(time: FakeTime) -> None:
    dependencies = Dependencies("http://o", renderers={"manim": "http://m", "revideo": "http://r"})
    [manim, revideo] = dependencies.renderers
    for renderer in (manim, revideo):
        dependencies.refused(renderer, Category.AUTH, "no")
    assert dependencies.next_claim(7, []) == (7, ClaimScope(not_resources=("manim", "revideo")))
    time.seconds += 1
    dependencies.answers(manim)
    assert dependencies.next_claim(7, []) == (1, ClaimScope(not_resources=("revideo",)))
    assert dependencies.next_claim(6, [lease(resource="manim")]) == (6, ClaimScope(not_resources=("manim", "revideo")))
    dependencies.succeeded(lease(resource="manim"))
    assert dependencies.next_claim(7, []) == (7, ClaimScope(not_resources=("revideo",)))


def test_the_workers_row_says_what_is_wrong_and_when_it_is_tried_again() -> None:
    dependencies = Dependencies("http://o", renderers={"manim": "http://m"})
    changes = []
    dependencies.on_change = lambda: changes.append(1)
    down(dependencies)
    shown = dependencies.describe()
    assert shown["manim"] == {
        "url": "http://m", "state": "closed", "state_seconds": 0.0, "next_probe_seconds": None, "failures": 0,
        "latency_seconds": None, "reason": None,
    }  # fmt: skip
    orchestrator = shown["orchestrator"]
    assert isinstance(orchestrator, dict)
    assert (orchestrator["state"], orchestrator["failures"]) == ("open", 3)
    assert "\x1b" not in str(orchestrator["reason"])
    assert "why" in str(orchestrator["reason"])
    assert changes == [1]


# -- renderers are asked -----------------------------------------------------------------------------------


@asynccontextmanager
async def health(answer: web.StreamResponse) -> AsyncIterator[str]:
    """A server that gives one answer."""

    async def respond(_: web.Request) -> web.StreamResponse:
        return answer

    app = web.Application()
    app.router.add_get("/health", respond)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/health"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("text", ['{"status": "ok"}', "{}", "fine", "[]"])
async def test_a_renderer_that_says_nothing_else_is_well(text: str) -> None:
    async with health(web.Response(text=text)) as url, httpx.AsyncClient() as client:
        await renderers.check(url, client)


@pytest.mark.parametrize(
    ("answer", "category"),
    [
        (web.Response(text='{"status": "starting"}'), Category.DEPENDENCY_DOWN),
        (web.Response(status=500), Category.API_ERROR),
        (web.Response(status=401), Category.AUTH),
        (web.Response(status=302, headers={"location": "http://169.254.169.254/"}), Category.BAD_RESPONSE),
    ],
)
async def test_a_renderer_that_is_not_well(answer: web.Response, category: Category) -> None:
    async with health(answer) as url, httpx.AsyncClient() as client:
        with pytest.raises(JobError) as caught:
            await renderers.check(url, client)
    assert caught.value.category is category


async def test_a_renderer_that_cannot_be_reached_opens_its_breaker_and_its_answer_half_opens_it() -> None:
    async with health(web.Response(text='{"status": "ok"}')) as url:
        dependencies = Dependencies("http://o", renderers={"manim": NOBODY})
        [manim] = dependencies.renderers
        watching = asyncio.create_task(renderers.watch(dependencies, interval_seconds=0.01))
        try:
            await until(lambda: manim.breaker.state is BreakerState.OPEN)
            assert "manim is not well" in (manim.reason or "")
            manim.url = url
            await until(lambda: manim.breaker.state is BreakerState.HALF_OPEN)
        finally:
            watching.cancel()


async def test_how_long_a_health_check_takes_is_told_and_one_of_the_orchestrator_opens_no_breaker() -> None:
    async with health(web.Response(status=503)) as url, health(web.Response(text="{}")) as renderer:
        dependencies = Dependencies(url.removesuffix("/health"), renderers={"manim": renderer})
        [manim] = dependencies.renderers
        orchestrator = dependencies.orchestrator
        watching = asyncio.create_task(renderers.watch(dependencies, interval_seconds=0.01))
        try:
            await until(lambda: None not in (orchestrator.latency_seconds, manim.latency_seconds))
            assert 0 < (orchestrator.latency_seconds or 0) < renderers.TIMEOUT_SECONDS
            orchestrator.url = manim.url = NOBODY
            await until(lambda: orchestrator.latency_seconds is None and manim.latency_seconds is None)
            assert (orchestrator.breaker.state, orchestrator.breaker.failures) == (BreakerState.CLOSED, 0)
        finally:
            watching.cancel()


# -- a whole worker ------------------------------------------------------------------------------------------


async def attempts(database: Database) -> list[tuple[Any, ...]]:
    return await database.execute("select category, counted from queue.attempts where category is not null")


async def shown(queue: Queue) -> dict[str, Any]:
    """What the worker's row says of the orchestrator."""
    for worker in await queue.workers():
        dependencies: Any = worker.detail.get("dependencies", {})
        return dict(dependencies.get("orchestrator", {}))
    return {}


async def test_nothing_is_lost_on_an_orchestrator_that_is_away(direct_queue: Queue, database: Database) -> None:
    """The job that tries it is given back uncounted; those behind it are not even claimed."""
    ids = await enqueue(direct_queue, 30)
    mine = await enqueue(direct_queue, 3, job_type="mail")
    async with working(direct_queue, {"mail": _done}, concurrency=5):
        for job_id in mine:
            await job_in(direct_queue, job_id, JobStatus.COMPLETED)

        async def tried_again() -> bool:
            return int((await shown(direct_queue)).get("failures", 0)) >= 6

        await until(tried_again, 60)
        [row] = await direct_queue.workers()
        assert row.detail["own_types"] == ["mail"]
        assert row.detail["consecutive_failures"] == 0, "the breaker says it; no job and no worker is to blame"
        [reason] = (await direct_queue.explain(ids[-1])).reasons[:1]
        assert (reason.block, reason.subject) == (Block.BREAKER, "orchestrator")
    lost = await attempts(database)
    assert set(lost) == {("dependency_down", False)}
    assert len(lost) < 15, "30 jobs wait, and only those that tried were claimed"
    waiting = await database.execute("select count(*) from public.jobs where status = 'queued' and retry_count = 0")
    assert waiting == [(len(ids),)]


async def test_one_job_tries_an_orchestrator_that_is_back_and_its_success_lets_all_run(
    direct_queue: Queue, database: Database
) -> None:
    """P7: while the first is under way a type of its own is claimed, and no second job that needs the orchestrator."""
    await enqueue(direct_queue, 40)
    tried, released = asyncio.Event(), asyncio.Event()
    async with ScriptedOrchestrator() as orchestrator:
        orchestrator.script = [after(tried, orchestrator.render)]
        orchestrator.always = after(released, orchestrator.render)
        url = orchestrator.url
        await orchestrator.go_down()

        async def shows(state: str) -> bool:
            return bool((await shown(direct_queue)).get("state") == state)

        async with working(direct_queue, {"mail": _done}, orchestrator_url=url, concurrency=10):
            await until(lambda: shows("open"), 30)
            await orchestrator.listen()
            await until(lambda: len(orchestrator.calls) > 0, 60)
            await until(lambda: shows("half_open"), 30)
            [mail] = await enqueue(direct_queue, job_type="mail")
            await job_in(direct_queue, mail, JobStatus.COMPLETED)
            assert len(orchestrator.calls) == 1
            assert await database.execute("select count(*) from queue.leases") == [(1,)]
            tried.set()
            await until(lambda: len(orchestrator.running) == 10, 60)
            await until(lambda: shows("closed"), 30)
            released.set()
    uncounted = await database.execute("select bool_or(counted) from queue.attempts where category is not null")
    assert uncounted == [(False,)]


async def test_a_refused_key_stops_everything_at_once(direct_queue: Queue, database: Database) -> None:
    await enqueue(direct_queue, 20)
    app = web.Application()

    async def refuse(_: web.Request) -> web.Response:
        return web.json_response({"error": "who are you"}, status=401)

    app.router.add_post("/render", refuse)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    refusing = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with working(direct_queue, orchestrator_url=refusing, concurrency=2):

            async def says_so() -> bool:
                return "401" in str((await shown(direct_queue)).get("reason"))

            await until(says_so)
    finally:
        await runner.cleanup()
    lost = await attempts(database)
    assert set(lost) == {("auth", False)}
    assert len(lost) <= 6


async def _done(_: JobContext) -> Mapping[str, object]:
    return {}

"""Pictures of what asks and tells about actions; each test checks what it shows before it is taken."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from queue_core.export import Format, Progress
from queue_core.filters import parse_filter
from queue_core.models import JobId, OperationState, Plan
from queue_tui.deeds.bulk import Applying, Tell
from queue_tui.deeds.copying import choices, list_texts
from queue_tui.deeds.edits import ACTIONS
from queue_tui.dialogs.apply import ApplyDialog
from queue_tui.dialogs.ask_line import AskLine
from queue_tui.dialogs.draft import read_delay
from queue_tui.dialogs.explain import ExplainDialog, Known
from queue_tui.dialogs.export import ExportDialog
from queue_tui.dialogs.menu import Menu
from queue_tui.dialogs.plan import PlanDialog
from queue_tui.snapshot import View
from queue_tui.words.plans import Wish
from tests.tui.fake_queue import FakeQueue
from tests.tui.host import Host, text_of
from tests.tui.samples import JOB_ID, NOW, a_detail, a_job
from tests.tui.views import a_plan, an_explanation, an_operation

Snap = Callable[..., bool]
SIZES = ((80, 24), (120, 40), (200, 60))
SMALL = ("looking", "outage", "halted", "delay")
"""Differ from another one in a line: one picture will do."""
FAILED = parse_filter('status:failed error:"connection reset"')
LONG = an_operation(16, state=OperationState.APPLYING, total=4000, planned=2600, done=1388, skipped=12)

pytestmark = pytest.mark.usefixtures("still")


def asking(verb: str) -> Screen[Any]:
    planned = {"state": OperationState.PLANNED, "planned": 40, "done": 0, "filter": str(FAILED), "at": NOW}
    plan = a_plan(an_operation(16, verb=verb, **planned))

    async def make(wish: Wish, tell: Tell) -> Plan:
        return plan

    return PlanDialog(Wish(verb=verb, filter=FAILED), make)


def looking() -> Screen[Any]:
    unfinished = an_operation(16, state=OperationState.PLANNED, planned=312, done=0, is_complete=False)

    async def make(wish: Wish, tell: Tell) -> Plan:
        tell(a_plan(unfinished, searched=20_000), None)
        import asyncio

        await asyncio.Event().wait()
        raise AssertionError

    return PlanDialog(Wish(verb="retry", filter=FAILED), make)


def on_its_way(problem: str | None = None) -> Screen[Any]:
    applying = Applying(FakeQueue(), LONG)
    applying.problem = problem
    return ApplyDialog(applying)


def halted() -> Screen[Any]:
    return ApplyDialog(Applying(FakeQueue(), replace(LONG, state=OperationState.HALTED)))


def why() -> Screen[Any]:
    async def read(job_id: JobId) -> Known:
        return Known(detail=a_detail(), explanation=an_explanation(job_id))

    return ExplainDialog(JOB_ID, read)


def into_a_file() -> Screen[Any]:
    async def write(path: Path, format: Format, *, payload: bool, tell: Callable[[Progress], None]) -> Progress:
        return Progress()

    return ExportDialog(Path("/home/anna/queue-jobs-20261123-123000"), write, str(FAILED))


def copies() -> Screen[Any]:
    return Menu("Copy", choices(list_texts(View(filter=FAILED), (JOB_ID,), a_job())))


def delay() -> Screen[Any]:
    return AskLine("Run 3 jobs in", read_delay, hint="how long from now: 90s, 10m, 1h30m, 2d")


DIALOGS: dict[str, tuple[Callable[[], Screen[Any]], tuple[str, ...], str]] = {
    "retry": (lambda: asking("retry"), (), "Retry 40 jobs?"),
    "delete": (lambda: asking("delete"), ("4", "0"), "Delete 40 jobs?"),
    "looking": (looking, (), "312 found among 20,000"),
    "applying": (on_its_way, (), "1,388 of 3,988 done"),
    "outage": (lambda: on_its_way("There is no server at db:5432."), (), "It is tried again"),
    "halted": (halted, (), "Halted between two chunks."),
    "why": (why, (), "Why it is not running"),
    "export": (into_a_file, (), "queue-jobs-20261123-123000.jsonl"),
    "copy": (copies, (), "queuectl cancel"),
    "all": (lambda: Menu("Do what with all 1,204 jobs that match?", ACTIONS), (), "queue them again"),
    "delay": (delay, (*"soon", "enter"), "The delay is a time such as"),
}


@pytest.mark.parametrize(
    ("size", "name"),
    [
        pytest.param(size, name, id=f"{size[0]}x{size[1]}-{name}")
        for size in SIZES
        for name in DIALOGS
        if size == SIZES[0] or name not in SMALL
    ],
)
def test_dialogs(snap_compare: Snap, size: tuple[int, int], name: str) -> None:
    dialog, keys, words = DIALOGS[name]

    async def run(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, Host)
        await app.show(dialog())
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert words in text_of(app)

    assert snap_compare(Host(), terminal_size=size, run_before=run)

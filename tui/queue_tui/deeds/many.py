"""Actions on many jobs: asks with a plan, carries it out, says what came of it and what becomes of the jobs."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from queue_core.actor import current_actor
from queue_core.errors import QueueError
from queue_core.models import Operation, OperationId, Plan
from queue_tui.deeds.bulk import Applying, Tell, follow, make_plan
from queue_tui.dialogs.apply import ApplyDialog
from queue_tui.dialogs.plan import PlanDialog
from queue_tui.queue_view import QueueView
from queue_tui.screens.jobs import JobsScreen
from queue_tui.words.plans import Wish, ended, outcome

if TYPE_CHECKING:
    from queue_tui.app import QueueApp

TOAST_SECONDS = 20.0
"""What came of many jobs is more to read than other toasts."""


class BulkDeeds:
    """Plans that are asked about, and operations on their way."""

    def __init__(self, app: "QueueApp", queue: QueueView, done: Callable[[Operation, str], None]) -> None:
        """`done` hears of each operation that has ended, and of what the person is told of it."""
        self._app, self._queue, self._done = app, queue, done
        self._running: dict[OperationId, Applying] = {}

    async def plan(self, wish: Wish) -> None:
        """Ask with a plan of it; if the person says so, do it."""
        made: dict[OperationId, None] = {}

        async def make(wanted: Wish, tell: Tell) -> Plan:
            def note(plan: Plan | None, problem: str | None) -> None:
                if plan is not None:
                    made[plan.operation.id] = None
                tell(plan, problem)

            return await make_plan(self._queue, wanted, note)

        chosen = await self._app.push_screen_wait(PlanDialog(wish, make))
        for unwanted in made:
            if chosen is None or unwanted != chosen.operation.id:
                await self._drop(unwanted)
        if chosen is not None:
            self._unmark(wish)
            await self.apply(chosen.operation)

    def _unmark(self, wish: Wish) -> None:
        for screen in self._app.screen_stack:
            if isinstance(screen, JobsScreen) and wish.ids is not None:
                screen.table.unmark(wish.ids)

    async def _drop(self, operation_id: OperationId) -> None:
        """A plan that nobody wants any more touches nothing, but should not look as if it waited for somebody."""
        with suppress(QueueError):
            await self._queue.halt(operation_id, actor=current_actor(), abort=True)

    async def go_on(self, operation_id: OperationId) -> None:
        """Carry out a plan that was made before, or look at one that is on its way."""
        applying = self._running.get(operation_id)
        if applying is None:
            detail = await self._queue.operation(operation_id)
            await self.apply(detail.operation)
            return
        if applying.is_halted:
            applying.go_on()
        self._show(applying)

    async def apply(self, operation: Operation) -> None:
        """Carry out a plan to its end, in sight of the person where it takes more than a moment."""
        applying = Applying(self._queue, operation)

        def show_once() -> None:
            applying.listeners.remove(show_once)
            if not applying.has_ended:
                self._show(applying)

        applying.listeners.append(show_once)
        self._running[operation.id] = applying
        try:
            result = await applying.run()
        finally:
            del self._running[operation.id]
        said = ended(result)
        self._done(result, said)
        acted = result.done or result.requested
        severity: Literal["information", "warning"] = "information" if acted else "warning"
        self._app.notify(said, severity=severity, markup=False, timeout=TOAST_SECONDS)
        if (result.verb == "retry" and result.done) or result.requested:
            self._app.run_worker(self._follow(result), group="following")

    async def halt(self, operation_id: OperationId, abort: bool) -> None:
        """Stop an operation, ours or another's."""
        applying = self._running.get(operation_id)
        if applying is not None:
            await applying.halt(abort)
            return
        operation = await self._queue.halt(operation_id, actor=current_actor(), abort=abort)
        self._app.notify(f"Operation {operation_id} is {operation.state.value}.", markup=False)

    def _show(self, applying: Applying) -> None:
        """Nothing may cover a dialog: the person has gone on to something else meanwhile."""
        if not self._app.screen.is_modal:
            self._app.push_screen(ApplyDialog(applying))

    async def _follow(self, operation: Operation) -> None:
        with suppress(QueueError):
            followed = await follow(self._queue, operation)
            if followed is not None:
                self._app.notify(outcome(operation, followed), markup=False, timeout=TOAST_SECONDS)

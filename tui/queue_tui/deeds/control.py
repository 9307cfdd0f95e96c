"""Carries out what is done to the queue as a whole and to its workers: settings, pauses, quiet workers, held slots.

All of it but a released slot can be undone, and each operation is told to whoever remembers what to undo.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from queue_core.actor import current_actor
from queue_core.models import HeldSlot, JobId, Pause, WorkerId
from queue_core.operation_words import changed_nothing
from queue_core.pauses import by, pause_of, whose, why
from queue_core.text import clean
from queue_core.verdict import Verdict, judge
from queue_tui.deeds.operations import Verb, insist, summary
from queue_tui.deeds.permitted import may_not
from queue_tui.deeds.undoable import Undoable
from queue_tui.deeds.undoing import latest
from queue_tui.dialogs.ask_line import AskLine
from queue_tui.dialogs.setting import Change, SettingDialog
from queue_tui.formatting import short_id
from queue_tui.queue_view import QueueView
from queue_tui.words.setting_fields import PAUSED
from queue_tui.words.setting_values import Setting, setting_named

if TYPE_CHECKING:
    from queue_tui.app import QueueApp
    from queue_tui.dialogs.confirm import Question

RELEASE = Verb("release_slot", "Freed the slots of", "", "")


class ControlDeeds:
    """Asks where there is something to ask, acts through one verb of the queue, says what came of it."""

    def __init__(self, app: "QueueApp", queue: QueueView, undoable: Undoable) -> None:
        self._app, self._queue, self._undoable = app, queue, undoable

    # -- workers -------------------------------------------------------------------------------------

    async def quiet(self, worker_id: WorkerId, off: bool) -> None:
        """Have a worker claim nothing more, or (`off`) again."""
        result = await insist(
            lambda request_id: self._queue.quiet([worker_id], actor=current_actor(), off=off, request_id=request_id)
        )
        name = next((worker.name for worker in self._app.snapshot.workers or () if worker.id == worker_id), "It")
        if result.done:
            does = "takes jobs again" if off else "takes no more jobs; what it runs goes on"
            await self._offer("quiet", f"{clean(name, 40)} {does}. u undoes.")
        for skipped in result.skipped:
            reason = f"{clean(name, 40)} was left alone: {clean(skipped.reason, 200)}."
            self._app.notify(reason, severity="warning", markup=False)

    async def release(self, ids: tuple[JobId, ...]) -> None:
        """Free the slots that lost attempts of these jobs hold, after one question."""
        from queue_tui.dialogs.confirm import ConfirmDialog

        stats = self._app.snapshot.stats
        slots = [slot for slot in (stats.held_slots if stats else ()) if slot.job_id in ids]
        if await self._app.push_screen_wait(ConfirmDialog(slots_question(ids, slots))):
            result = await insist(
                lambda request_id: self._queue.release_slots(ids, actor=current_actor(), request_id=request_id)
            )
            said = summary(RELEASE, result)
            self._app.notify(said, severity="information" if result.done else "warning", markup=False)

    # -- settings ------------------------------------------------------------------------------------

    async def ask_setting(self, name: str) -> None:
        """Ask for a new value, and save it; a pause is begun or ended."""
        setting = setting_named(await self._queue.config(), name)
        if setting is None:
            self._app.notify(f"There is no setting {clean(name, 60)}.", severity="warning", markup=False)
        elif setting.field is PAUSED:
            await (self.resume if setting.value == "yes" else self.pause)(setting.job_type)
        else:
            await self._change(setting)

    async def _change(self, setting: Setting) -> None:
        async def save(change: Change, reason: str | None) -> None:
            await insist(
                lambda request_id: self._queue.configure(
                    change, actor=current_actor(), reason=reason, request_id=request_id
                )
            )

        refused = may_not(self._app.snapshot)
        dialog = SettingDialog(setting, preview=self._queue.preview, verdict=self._verdict, save=save, refused=refused)
        saved = await self._app.push_screen_wait(dialog)
        if saved is not None:
            await self._offer("configure", f"{setting.title}: {setting.shown()} -> {setting.shown(saved)}. u undoes.")

    def _verdict(self) -> Verdict | None:
        seen = self._app.snapshot
        return None if seen.stats is None else judge(seen.stats, seen.workers or (), seen.config)

    async def pause(self, job_type: str | None, reason: str | None = None) -> None:
        """Ask why, unless it is known, and start no more jobs, of one type or at all."""
        what = whose(job_type)
        if reason is None:
            hint = "why, for whoever finds it paused"
            effect = "No job is started any more; what runs goes on."
            reason = await self._app.push_screen_wait(AskLine(f"Pause {what}", str.strip, hint=hint, effect=effect))
        if reason is None:
            return
        self._app.typed_ahead.end()
        await insist(
            lambda request_id: self._queue.pause(
                actor=current_actor(), job_type=job_type, reason=reason or None, request_id=request_id
            )
        )
        already = f"{what[:1].upper()}{what[1:]} was paused already."
        await self._offer("pause", f"Paused {what}: what runs goes on. u undoes.", already)

    async def resume(self, job_type: str | None) -> None:
        """Start jobs again, of one type or of all; after a question where it is another person's pause that ends."""
        what = whose(job_type)
        what = f"{what[:1].upper()}{what[1:]}"
        if not await self._may_resume(job_type):
            return
        self._app.typed_ahead.end()
        await insist(
            lambda request_id: self._queue.resume(actor=current_actor(), job_type=job_type, request_id=request_id)
        )
        already = f"{what} was not paused: nothing was changed."
        await self._offer("resume", f"{what} runs again. u undoes.", already)

    async def _may_resume(self, job_type: str | None) -> bool:
        """One's own pause ends at once."""
        from queue_tui.dialogs.confirm import ConfirmDialog

        config = await self._queue.config()
        setting = setting_named(config, PAUSED.name if job_type is None else f"{job_type}.{PAUSED.name}")
        pause = pause_of(config, job_type)
        if setting is None or setting.value != "yes" or (pause is not None and pause.actor == current_actor()):
            return True
        given = config.pause_reason if job_type is None else None
        now = None if self._app.snapshot.stats is None else self._app.snapshot.stats.now
        return await self._app.push_screen_wait(ConfirmDialog(resume_question(whose(job_type), pause, given, now)))

    async def _offer(self, verb: str, said: str, nothing: str | None = None) -> None:
        """Say what was done, and remember it for undo; or `nothing`, where that is known to have changed nothing.

        These verbs do not answer with the operation: the log has it.
        """
        operation = await latest(self._queue, verb)
        if operation is not None and not changed_nothing(operation):
            self._undoable.note(operation, said)
            nothing = None
        self._app.notify(said if nothing is None else nothing, markup=False)


def resume_question(what: str, pause: Pause | None, given: str | None, now: datetime | None) -> "Question":
    """Says why it is paused, and by whom; `given` is the reason where it is not known whose pause it is."""
    from queue_tui.dialogs.confirm import Question

    who = "it is not known by whom" if pause is None else by(pause, now or pause.at).strip()
    return Question(
        title=f"Resume {what}?",
        effect="Jobs are started again at once.",
        rows=(("Paused", who), ("Reason", why(given if pause is None else pause.reason))),
        confirm="Resume",
        keep="Keep paused",
    )


_LOST_ONE = "Its worker was lost, and its call may still be running. If it is, it goes on"
_LOST_MANY = "Their worker was lost, and calls of theirs may still be running. Those that are go on"


def slots_question(ids: Sequence[JobId], slots: Sequence[HeldSlot]) -> "Question":
    """Names the job, or counts the slots, by the worker that lost them: all that one of the jobs holds are freed."""
    from queue_tui.dialogs.confirm import Question

    number = max(len(slots), len(ids))
    what = f"the slot of {short_id(ids[0])}" if number == 1 else f"{number} slots that are held"
    lost = Counter("another program" if slot.worker is None else f"worker {clean(slot.worker, 30)}" for slot in slots)
    return Question(
        title=f"Free {what}?",
        effect=f"{_LOST_ONE if number == 1 else _LOST_MANY} outside of the limits: more runs at once than they allow. "
        "This cannot be undone.",
        confirm="Free the slot" if number == 1 else f"Free {number} slots",
        breakdown=tuple((f"lost by {whom}", count) for whom, count in lost.most_common()),
    )

"""Reads a window of the list of jobs, page by page, and keeps it fresh. No Textual in here.

A list can have millions of rows, so only a stretch of it is held: the rows after a place. Places are
keyset cursors, which stay right while rows come and go. Moving is a wish that is noted at once
(`begin`, `first`, `last`, `more`) and carried out by `work`, one call at a time, so that a search
through many rows never stands in the way of anything else.
"""

from collections.abc import Collection
from enum import Enum, auto

from queue_core.errors import Misuse, Refused, SchemaMismatch, Stopped
from queue_core.models import Cursor, Job, JobCount, JobId, JobPage
from queue_tui.queue_view import QueueView
from queue_tui.reading.listing import beyond, only_these, place_of
from queue_tui.reading.stretch import MOST, PAGE, Stretch
from queue_tui.snapshot import View, Window
from queue_tui.ticks import monotonic


class Wish(Enum):
    """What `work` is to do next."""

    FIRST = auto()
    LAST = auto()
    AFTER = auto()
    BEFORE = auto()


class Pager:
    """One window. Wishes may be changed while a call is under way: its answer is then dropped."""

    def __init__(self) -> None:
        self._jump = 0
        self._held = False
        self.answer: JobPage | None = None
        """The latest page, for its clock."""
        self.answered_at = 0.0
        """When it came (monotonic seconds)."""
        self.begin(View())

    # -- wishes ------------------------------------------------------------------------------------

    def begin(self, view: View) -> None:
        """Show another list, from its beginning."""
        self.view = view
        self._error: str | None = None
        self._rows = Stretch(view)
        self._loaded = False
        self._jump += 1
        self.freeze(False)
        self.first()

    def first(self) -> None:
        """Show the beginning of the list. What is shown stays until the answer is there."""
        self._want(Wish.FIRST, None)

    def last(self) -> None:
        """Show the end of the list."""
        self._want(Wish.LAST, None)

    def more(self, before: bool) -> None:
        """Read on past the end of the window, or past its beginning; nothing where it ends there."""
        if self._wish is None and (self._rows.more_before if before else self._rows.more_after):
            self._want(Wish.BEFORE if before else Wish.AFTER, self._rows.start if before else self._rows.end)

    def freeze(self, frozen: bool) -> None:
        """Hold the rows as they are and only count what comes in, or follow the queue again."""
        self._frozen = frozen
        self._new, self._new_capped = 0, False

    def hold(self, held: bool) -> None:
        """Keep each row in its place while a hand is on the list: rows are read again where they are, new ones wait."""
        self._held = held
        if not self._frozen:
            self._new, self._new_capped = 0, False

    def _want(self, wish: Wish, place: Cursor | None) -> None:
        self._wish: Wish | None = wish
        self._place = place
        self._found: list[Job] = []
        self._searched = 0
        self._landed = False

    @property
    def is_held(self) -> bool:
        """Whether rows keep their places."""
        return self._held

    @property
    def busy(self) -> bool:
        """Whether `work` has something to do."""
        return self._wish is not None

    def window(self, old: Window, count: JobCount | None) -> Window:
        """What is held now; `old` itself where nothing has changed."""
        new = Window(
            view=self.view,
            jobs=tuple(self._rows.jobs),
            at_start=not self._rows.more_before,
            at_end=not self._rows.more_after,
            loaded=self._loaded,
            searching=self.busy,
            searched=self._searched,
            count=count,
            frozen=self._frozen,
            held=self._held,
            new=self._new,
            new_capped=self._new_capped,
            jump=self._jump,
            error=self._error,
        )
        return old if new == old else new

    # -- calls -------------------------------------------------------------------------------------

    async def work(self, queue: QueueView) -> None:
        """One call towards the wish. What the database has against the list goes into the window."""
        wish, found = self._wish, self._found
        if wish is None:
            return
        backward = wish in (Wish.LAST, Wish.BEFORE)
        page = await self._read(queue, self._place, backward=backward, limit=PAGE - len(found))
        if found is not self._found:
            return
        if page is None:
            self._wish = None
            return
        found[:] = [*page.jobs, *found] if backward else [*found, *page.jobs]
        self._searched += page.searched
        self._place = page.first if backward else page.last
        done = len(found) >= PAGE or not page.more or self._place is None
        if done or wish is Wish.FIRST:
            self._take(wish, page.more)
        if done:
            self._wish = None

    def _take(self, wish: Wish, more: bool) -> None:
        """Hold what was found. A new beginning counts as a jump once, when its first rows are there."""
        anew = wish in (Wish.FIRST, Wish.LAST)
        backward = wish in (Wish.LAST, Wish.BEFORE)
        self._rows.take(self._found, self._place, more=more, backward=backward, anew=anew)
        if anew and not self._landed:
            self._jump += 1
        self._landed = self._loaded = True

    async def refresh(self, queue: QueueView, changed: Collection[JobId] = ()) -> None:
        """Read the window again; where that takes a long search, only its head and what has changed."""
        if self._wish is not None or not self._loaded:
            return
        if self._frozen or self._held:
            if not self._frozen:
                await self._refresh_in_place(queue, changed)
            await self._count_new(queue)
            return
        rows, found = self._rows, self._found
        size = min(max(len(rows.jobs), PAGE), MOST)
        page = await self._read(queue, rows.anchor, backward=False, limit=size)
        if page is None or found is not self._found:
            return
        if page.more and len(page.jobs) < size:
            rest = await self._reread(queue, beyond(rows.jobs, page, self.view), changed)
            if found is self._found:
                rows.jobs = [*page.jobs, *rest]
        elif page.jobs or rows.anchor is None:
            rows.replace(page)
        else:
            self._want(Wish.FIRST, None)

    async def _count_new(self, queue: QueueView) -> None:
        if self._rows.anchor is None and self._rows.jobs:
            top = place_of(self._rows.jobs[0], self.view)
            page = await self._read(queue, top, backward=True, limit=PAGE)
            if page is not None and (self._frozen or self._held):
                self._new, self._new_capped = len(page.jobs), page.more

    async def _refresh_in_place(self, queue: QueueView, changed: Collection[JobId]) -> None:
        """Rows say what is so now, also those that have left the list; what was deleted stays as it was."""
        rows, found = self._rows.jobs, self._found
        fresh = await self._fresh(queue, _doubtful(rows, changed), View())
        if found is self._found and rows is self._rows.jobs and self._held:
            self._rows.jobs = [fresh.get(job.id, job) for job in rows]

    async def _reread(self, queue: QueueView, rows: list[Job], changed: Collection[JobId]) -> list[Job]:
        doubtful = _doubtful(rows, changed)
        fresh = await self._fresh(queue, doubtful, self.view)
        return [fresh.get(job.id, job) for job in rows if job.id in fresh or job.id not in doubtful]

    async def _fresh(self, queue: QueueView, ids: list[JobId], view: View) -> dict[JobId, Job]:
        fresh: dict[JobId, Job] = {}
        for begin in range(0, len(ids), PAGE):
            some = ids[begin : begin + PAGE]
            page = await queue.jobs(only_these(view, some), limit=len(some))
            fresh.update((job.id, job) for job in page.jobs)
        return fresh

    async def _read(self, queue: QueueView, place: Cursor | None, *, backward: bool, limit: int) -> JobPage | None:
        view = self.view
        try:
            page = await queue.jobs(
                view.filter,
                sort=view.sort,
                descending=view.descending,
                cursor=place,
                backward=backward,
                limit=limit,
            )
        except SchemaMismatch:
            raise
        except (Misuse, Refused, Stopped) as error:
            self._error = str(error)
            return None
        self.answer, self.answered_at, self._error = page, monotonic(), None
        return page


def _doubtful(rows: list[Job], changed: Collection[JobId]) -> list[JobId]:
    """Of which rows it is not certain that they are as they were read."""
    return [job.id for job in rows if job.id in changed or not job.status.is_final]

"""The rows of the list that are held: a stretch of it without gaps. No Textual, no calls."""

from queue_core.models import Cursor, Job, JobPage
from queue_tui.reading.listing import place_of
from queue_tui.snapshot import View

PAGE = 100
"""Rows read at once."""
MOST = 400
"""Rows held at most: two of the tallest screens, and a margin."""


class Stretch:
    """Rows in order, the place after which they begin, and whether the list goes on at either end."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.jobs: list[Job] = []
        self.anchor: Cursor | None = None
        """Reading after this place gives these rows again; None: from the beginning of the list."""
        self.more_after = False

    @property
    def more_before(self) -> bool:
        """Whether the list may go on before the first row."""
        return self.anchor is not None

    @property
    def start(self) -> Cursor | None:
        """The place before which to read on."""
        return place_of(self.jobs[0], self.view) if self.jobs else None

    @property
    def end(self) -> Cursor | None:
        """The place after which to read on."""
        return place_of(self.jobs[-1], self.view) if self.jobs else None

    def take(self, found: list[Job], place: Cursor | None, *, more: bool, backward: bool, anew: bool) -> None:
        """Add rows found at one end, or start `anew` with them. `place` is how far the search came."""
        if anew:
            self.jobs, self.anchor, self.more_after = [], None, False
        if backward:
            self._prepend(found, place if more else None)
        else:
            self.jobs = [*self.jobs, *found]
            self.more_after = more
            self._trim_start()

    def replace(self, page: JobPage) -> None:
        """Hold what was read again after the anchor."""
        self.jobs = list(page.jobs)
        self.more_after = page.more

    def _prepend(self, found: list[Job], place: Cursor | None) -> None:
        # A row cannot be read again "after" itself: the anchor is a row just outside of the stretch.
        if place is not None and found and place.id == found[0].id:
            found = found[1:]
        self.anchor = place
        self.jobs = [*found, *self.jobs]
        if len(self.jobs) > MOST:
            del self.jobs[MOST:]
            self.more_after = True

    def _trim_start(self) -> None:
        excess = len(self.jobs) - MOST
        if excess > 0:
            self.anchor = place_of(self.jobs[excess - 1], self.view)
            del self.jobs[:excess]

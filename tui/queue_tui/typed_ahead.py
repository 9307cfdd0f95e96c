"""Takes keys one by one: what is typed ahead waits until all that the key before it has set off is there.

Textual hands each key on as it comes, so that keys typed right behind one that opens something would act on what lies
beneath it. Here a menu or a line gets what was typed behind its key. Where something has to be read first, before
there is a question, nobody can know yet what the next key answers: it is not taken. Nor is one that was meant for
something which has just gone by itself.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING

from textual.dom import DOMNode
from textual.events import Key, Paste
from textual.worker import Worker

from queue_tui.dialogs.quiet import Quiet

if TYPE_CHECKING:
    from queue_tui.base_app import TerminalApp

Typed = Key | Paste
READING = "Reading what this asks about: no key is taken yet, esc gives up."
GIVEN_UP = "Given up: nothing was done."
ROUNDS = 2
"""A key goes up to the app, which does what it is bound to; the intents that this posts go up after it."""


class TypedAhead:
    """The keys of one app. `hand_on` is what Textual does with a key."""

    def __init__(self, app: "TerminalApp", hand_on: Callable[[Typed], Awaitable[None]]) -> None:
        self._app, self._hand_on = app, hand_on
        self._waiting: deque[Typed] = deque()
        self._under_way = False
        self._asking: Worker[None] | None = None
        self._told = False
        self._late: Collection[str] = ()
        self.quiet = Quiet()
        """Since what took the keys that may be late is seen no more."""

    async def take(self, typed: Typed) -> None:
        """Hand it on when its turn comes."""
        if self._under_way:
            self._waiting.append(typed)
        elif self._asking is not None:
            self._refuse(typed)
        elif not self._is_late(typed):
            self._under_way = True
            await self._hand_on(typed)
            self._follow(ROUNDS)

    # -- one after the other -------------------------------------------------------------------------

    def _follow(self, rounds: int) -> None:
        """Wait until all on the way from the focus up to the app is done; again where another screen has come."""
        app = self._app
        before = (app.screen, app.focused)

        async def arrived() -> None:
            if rounds > 1 or (app.screen, app.focused) != before:
                self._follow(rounds - 1)
            else:
                await self._next()

        self._pass_up(app.focused or app.screen, arrived)

    def _pass_up(self, node: DOMNode | None, then: Callable[[], Awaitable[None]]) -> None:
        """Queues are worked off in order: what comes behind everything in each of them is the end of it."""
        if node is None or node is self._app:
            self._app.call_later(then)
        elif not node.call_later(self._pass_up, node.parent, then):
            self._pass_up(node.parent, then)

    async def _next(self) -> None:
        self._under_way = False
        while self._waiting and not self._under_way:
            await self.take(self._waiting.popleft())

    # -- after what takes keys has gone by itself -------------------------------------------------------

    def has_gone(self, keys: Collection[str]) -> None:
        """What takes these keys goes now: one that is struck before that can be seen is for nobody else."""
        self._late, self.quiet = keys, Quiet(self.quiet.clock)
        self._app.call_after_refresh(self.quiet.begin)

    def _is_late(self, typed: Typed) -> bool:
        if not isinstance(typed, Key) or typed.key not in self._late:
            return False
        if self.quiet.is_deliberate():
            self._late = ()
        return bool(self._late)

    # -- while there is no question yet ----------------------------------------------------------------

    def begin(self, asking: Worker[None]) -> None:
        """A deed reads what its question needs: until `end`, no key is taken."""
        self._asking, self._told = asking, False

    def end(self, asking: Worker[None] | None = None) -> None:
        """The question is there, or there will be none; `asking`: only if it is this one that was waited for."""
        if self._asking is None or asking not in (None, self._asking):
            return
        self._asking = None
        if self._told:
            self._app.withdraw(READING)

    def _refuse(self, typed: Typed) -> None:
        if isinstance(typed, Key) and typed.key == "escape" and self._asking is not None:
            self._asking.cancel()
            self.end()
            self._app.notify(GIVEN_UP, markup=False)
        elif not self._told:
            self._told = True
            self._app.notify(READING, severity="warning", markup=False)

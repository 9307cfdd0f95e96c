"""What the app is given: how to open its queue, and what runs beside it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from queue_tui.queue_view import QueueView


class Remember(Enum):
    """What is remembered of a place between two runs."""

    NOTHING = auto()
    """Nothing is read and nothing is kept: a demo, a test."""
    AFRESH = auto()
    """How it was left counts for nothing; how it is left from now on is kept, and so are the person's views."""
    EVERYTHING = auto()


Tell = Callable[[str], None]
"""Says a sentence to the person."""
OpenQueue = Callable[[Tell], "AbstractAsyncContextManager[QueueView]"]
"""Opens the queue; it may say something while it does."""


class Beside(Protocol):
    """What runs beside the screen in a demo."""

    @property
    def notice(self) -> str:
        """To be said at the beginning."""
        ...

    def problems(self) -> list[str]:
        """To be said when something has gone wrong, each once."""
        ...

"""What the app is given: how to open its queue, and what runs beside it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from queue_tui.queue_view import QueueView

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

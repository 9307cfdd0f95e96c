"""What the views beside the jobs have in common: header, body, keys, and what they want to be read for them."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from queue_tui.intents import Attend, Refresh, Undo
from queue_tui.screens.telling import TellingScreen
from queue_tui.snapshot import Attention, Snapshot, nothing_yet
from queue_tui.widgets.footer import KeyBar
from queue_tui.widgets.header import QueueHeader


class ViewScreen(TellingScreen):
    """One view. The app binds `snapshot`; what the person wants, the screen posts as intents.

    A subclass yields its widgets in `body`, redraws in `draw`, and names in `attention` what the feed should keep
    fresh while it is shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "Undo", show=False, id="view.undo", tooltip="Undo the last action that can be undone"),
        Binding("ctrl+r", "refresh", "Refresh", show=False, id="view.refresh", tooltip="Read and draw it all again"),
    ]
    DEFAULT_CSS = """
    ViewScreen { layout: vertical; overflow: hidden; }
    """

    snapshot: var[Snapshot] = var(nothing_yet)

    def compose(self) -> ComposeResult:
        """The header above, the keys below."""
        yield QueueHeader().data_bind(ViewScreen.snapshot)
        yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """What lies between header and keys."""
        raise NotImplementedError

    def draw(self) -> None:
        """Show what the snapshot says now; called at each one while this is mounted."""

    @property
    def attention(self) -> Attention:
        """What should be read for this screen."""
        return Attention()

    def on_mount(self) -> None:
        """Show what is there already."""
        self.draw()

    def on_screen_resume(self) -> None:
        """It is on screen (again): what it shows has to be read."""
        self.post_message(Attend(self.attention))
        self.draw()

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show the news; what is covered is drawn when it comes back."""
        if self.is_mounted and self.is_current:
            self.draw()

    def action_undo(self) -> None:
        """Undo the last action."""
        self.post_message(Undo())

    def action_refresh(self) -> None:
        """Everything again."""
        self.post_message(Refresh())

"""An editor for a payload: plain text, no highlighting, and no more of it than it can hold fluently."""

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from queue_tui.clean import BLOCK_LIMIT
from queue_tui.formatting import octets, size


class PayloadArea(TextArea):
    """A text area that refuses to be flooded: a megabyte pasted would freeze the program for seconds."""

    class TooMuch(Message):
        """A paste was refused."""

        def __init__(self, amount: str) -> None:
            super().__init__()
            self.amount = amount
            """How much it was."""

    def __init__(self, text: str, *, id: str | None = None, read_only: bool = False) -> None:
        super().__init__(text, id=id, read_only=read_only, soft_wrap=True, show_line_numbers=False, compact=True)

    async def _on_paste(self, event: events.Paste) -> None:
        if len(event.text) + len(self.text) > BLOCK_LIMIT:
            event.prevent_default()
            event.stop()
            self.post_message(self.TooMuch(size(octets(event.text))))

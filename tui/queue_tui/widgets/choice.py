"""One of a few words on a line, chosen with the arrow keys; takes a line where a list would take five."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class Choice(Widget, can_focus=True):
    """A line of words, one of them chosen."""

    BINDING_GROUP_TITLE = "Choice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", "Previous", show=False),
        Binding("right,l,space", "step(1)", "Next", show=False),
    ]
    DEFAULT_CSS = """
    Choice { height: 1; width: auto; }
    """

    chosen: reactive[str] = reactive("")

    class Changed(Message):
        """Another word was chosen."""

        def __init__(self, choice: "Choice") -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> "Choice":
            """The line it was chosen on."""
            return self.choice

    def __init__(self, words: Sequence[str], chosen: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.words = tuple(words)
        self.set_reactive(Choice.chosen, chosen)

    def watch_chosen(self) -> None:
        """Tell whoever asked."""
        self.post_message(self.Changed(self))

    def watch_has_focus(self, has_focus: bool) -> None:
        """The chosen word shows where the keys go."""
        super().watch_has_focus(has_focus)
        self.refresh()

    def render(self) -> Content:
        """All words; the chosen one is the cursor while the keys come here."""
        return Content.assemble(*(self._word(word) for word in self.words))

    def _word(self, word: str) -> Content:
        if word != self.chosen:
            return Content.styled(f" {word} ", "$text-muted")
        return Content.styled(f" {word} ", "bold reverse" if self.has_focus else "bold underline")

    def action_step(self, step: int) -> None:
        """Choose the next word, or the one before; round the end."""
        self.chosen = self.words[(self.words.index(self.chosen) + step) % len(self.words)]

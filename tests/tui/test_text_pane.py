"""A text that changes costs the rows that change."""

import pytest
from textual.app import ComposeResult
from textual.content import Content
from textual.strip import Strip

from queue_tui.base_app import TerminalApp
from queue_tui.widgets.text_pane import TextPane
from tests.tui.host import text_of


class PaneApp(TerminalApp):
    def compose(self) -> ComposeResult:
        yield TextPane()


def numbered(**changed: str) -> list[Content]:
    """A hundred lines; some say something else."""
    return [Content(changed.get(f"line_{number}", f"line {number}")) for number in range(100)]


async def test_only_the_rows_on_screen_that_say_something_else_are_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    draws = TextPane.render_line

    def render_line(pane: TextPane, y: int) -> Strip:
        drawn.append(y + pane.scroll_offset.y)
        return draws(pane, y)

    monkeypatch.setattr(TextPane, "render_line", render_line)
    app = PaneApp()
    async with app.run_test(size=(40, 10)) as pilot:
        pane = app.query_one(TextPane)
        pane.show(numbered())
        await pilot.pause()
        pane.scroll_to(y=20, animate=False)
        await pilot.pause()
        assert "line 20" in text_of(app)
        drawn.clear()

        pane.show(numbered(line_3="above", line_23="changed", line_90="below"))
        await pilot.pause()
        assert set(drawn) == {23}
        assert "changed" in text_of(app)

        pane.scroll_to(y=0, animate=False)
        await pilot.pause()
        assert "above" in text_of(app)

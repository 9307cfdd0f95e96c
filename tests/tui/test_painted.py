"""What is painted anew, and what that costs."""

from random import Random

import pyte
import pytest
from rich.console import Console
from textual._compositor import ChopsUpdate
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.reactive import var
from textual.widget import Widget

from queue_tui.base_app import TerminalApp
from queue_tui.terminal.frugal import TightUpdate, tight
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.painted import Painted

SIZE = (40, 8)


class Sheet(Painted):
    """Lines that a test says."""

    DEFAULT_CSS = "Sheet { width: 1fr; height: 1fr; }"
    content: var[tuple[Line, ...]] = var[tuple[Line, ...]](())

    def __init__(self) -> None:
        super().__init__()
        self.refreshed: list[Region] = []

    def lines(self) -> list[Line]:
        return list(self.content)

    def refresh(self, *regions: Region, **named: bool) -> Widget:  # type: ignore[override]
        self.refreshed += regions
        return super().refresh(*regions, **named)


class SheetApp(TerminalApp):
    """A sheet at the right of something else."""

    CSS = "Screen { layout: horizontal; } #left { width: 5; }"

    def compose(self) -> ComposeResult:
        yield Widget(id="left")
        yield Sheet()


def line(*texts: str, look: Look = Look.PLAIN) -> Line:
    return tuple(Cell(text, look) for text in texts)


async def test_only_the_stretch_that_changed_is_painted_anew() -> None:
    app = SheetApp()
    async with app.run_test(size=SIZE) as pilot:
        sheet = app.query_one(Sheet)
        sheet.content = (line("one ", "two ", "three"), line("four"))
        sheet.repaint()
        await pilot.pause()
        sheet.refreshed.clear()
        sheet.repaint()
        assert sheet.refreshed == []
        sheet.content = (line("one ", "TWO ", "three"), line("four"))
        sheet.repaint()
        assert sheet.refreshed == [Region(4, 0, 4, 1)]
        sheet.refreshed.clear()
        sheet.content = (line("one ", "TWO ", "three"), line("four", "five"), line("six"))
        sheet.repaint()
        assert sheet.refreshed == [Region(4, 1, 31, 1), Region(0, 2, 35, 1)]


async def test_another_look_at_the_end_of_a_line_reaches_its_end() -> None:
    app = SheetApp()
    async with app.run_test(size=SIZE) as pilot:
        sheet = app.query_one(Sheet)
        sheet.content = (line("one"),)
        sheet.repaint()
        await pilot.pause()
        sheet.refreshed.clear()
        sheet.content = (line("one", look=Look.CURSOR),)
        sheet.repaint()
        assert sheet.refreshed == [Region(0, 0, 35, 1)]


def random_line(dice: Random) -> Line:
    looks = (Look.PLAIN, Look.BAD, Look.CURSOR, Look.MUTED)
    words = ("a", "bcd", " ", "視覚", "efghij", "é", "—")
    return tuple(Cell(dice.choice(words), dice.choice(looks)) for _ in range(dice.randrange(9)))


@pytest.mark.parametrize("seed", range(5))
async def test_a_terminal_that_got_only_the_changes_shows_the_same(seed: int) -> None:
    """Every partial update of a random walk is fed to a terminal, which then shows what is there."""
    dice, app = Random(seed), SheetApp()
    screen = pyte.Screen(*SIZE)
    stream = pyte.Stream(screen)
    console = Console(color_system="truecolor", force_terminal=True)
    async with app.run_test(size=SIZE) as pilot:
        sheet = app.query_one(Sheet)
        compositor = app.screen._compositor
        stream.feed(compositor.render_full_update().render_segments(console).replace("\n", ""))
        for _ in range(60):
            sheet.content = tuple(random_line(dice) for _ in range(dice.randrange(SIZE[1] + 2)))
            compositor._dirty_regions.clear()
            sheet.repaint()
            compositor.update_widgets({sheet})
            update = tight(compositor.render_partial_update())
            if isinstance(update, TightUpdate):
                stream.feed(update.render_segments(console))
            shown = ["".join(segment.text for segment in strip).rstrip() for strip in compositor.render_strips()]
            assert [row.rstrip() for row in screen.display] == shown
        await pilot.pause()


async def test_a_change_at_the_end_of_a_line_does_not_cost_the_line() -> None:
    app = SheetApp()
    console = Console(color_system="truecolor", force_terminal=True)
    async with app.run_test(size=(120, 8)):
        sheet = app.query_one(Sheet)
        compositor = app.screen._compositor
        sheet.content = (line("x" * 100, "12:30:01"),)
        sheet.repaint()
        compositor.update_widgets({sheet})
        compositor.render_partial_update()
        sheet.content = (line("x" * 100, "12:30:02"),)
        sheet.repaint()
        compositor.update_widgets({sheet})
        update = compositor.render_partial_update()
        assert isinstance(update, ChopsUpdate)
        tightened = tight(update)
        assert isinstance(tightened, TightUpdate)
        assert 2 * len(tightened.render_segments(console)) < len(update.render_segments(console))


def test_an_update_of_the_whole_screen_is_left_as_it_is() -> None:
    assert tight(None) is None
    assert tight("text") == "text"


async def test_the_app_writes_partial_updates_tightly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's hook is a private one: this fails when it is gone."""
    from tests.tui.driving import driven
    from tests.tui.fake_queue import FakeQueue
    from tests.tui.some_jobs import many

    displayed: list[object] = []
    monkeypatch.setattr(App, "_display", lambda app, screen, renderable: displayed.append(renderable))
    async with driven(FakeQueue(many(5))) as ui:
        displayed.clear()
        await ui.press("j", "j")
        assert any(isinstance(update, TightUpdate) for update in displayed)
        assert not any(type(update) is ChopsUpdate for update in displayed)

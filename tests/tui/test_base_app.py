import asyncio
import signal
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.filter import Monochrome, NoColor
from textual.widgets import Static

from queue_tui.base_app import TerminalApp
from queue_tui.terminal import themes
from queue_tui.terminal.driver import TerminalGone


class Broken(TerminalApp):
    """Fails when told to."""

    def key_x(self) -> None:
        password = "hunter2"
        raise ValueError(f"secret postgres://u:{password}@h/d")

    def key_w(self) -> None:
        self.run_worker(self._fail())

    async def _fail(self) -> None:
        raise KeyError("in a worker")


async def pressing(app: TerminalApp, key: str) -> None:
    """Run the app and press a key."""
    async with app.run_test() as pilot:
        await pilot.press(key)
        await pilot.pause()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUEUE_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(("key", "error"), [("x", "ValueError"), ("w", "KeyError")])
async def test_an_error_in_the_program_ends_it_with_its_trace_in_a_file(home: Path, key: str, error: str) -> None:
    app = Broken()
    with pytest.raises(Exception, match=r"secret|worker"):
        await pressing(app, key)
    assert app.return_code == 1
    assert app.incident is not None
    assert app.incident.path is not None
    text = app.incident.path.read_text()
    assert error in text
    assert "hunter2@" not in text
    assert app._exit_renderables == []


async def test_a_style_sheet_that_is_wrong_ends_it_the_same_way(home: Path) -> None:
    class Ugly(TerminalApp):
        CSS = "Static { color: $no-such-name; }"

    app = Ugly()
    with pytest.raises(Exception, match="no-such-name"):
        await pressing(app, "x")
    assert app.return_code == 1
    assert app.incident is not None


async def test_without_colours_nothing_is_grey_in_true_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = TerminalApp()
    assert app.theme == themes.TERMINAL
    filters = app.get_line_filters()
    assert any(isinstance(one, NoColor) for one in filters)
    assert not any(isinstance(one, Monochrome) for one in filters)
    assert app.theme_variables["cursor-style"] == "reverse"


async def test_whatever_a_widget_renders_is_made_harmless() -> None:
    class Careless(Static):
        def render_line(self, y: int):  # type: ignore[no-untyped-def]
            from textual.strip import Strip

            return Strip([Segment("a\x1b]52;c;aGk=\x07b")])

    class Shows(TerminalApp):
        def compose(self):  # type: ignore[no-untyped-def]
            yield Careless()

    app = Shows()
    async with app.run_test():
        strips = app.screen._compositor.render_strips()
        text = "".join(segment.text for strip in strips for segment in strip)
    assert "a]52;c;aGk=b" in text
    assert "\x1b" not in text


async def test_the_harmless_filter_is_the_last() -> None:
    filters = TerminalApp().get_line_filters()
    [segment] = filters[-1].apply([Segment("\x1b")], Color(0, 0, 0))
    assert segment.text == ""


async def test_a_terminal_that_is_gone_ends_the_program() -> None:
    app = TerminalApp()
    async with app.run_test() as pilot:
        with app.termination:
            app.post_message(TerminalGone())
            await pilot.pause()
    assert app.return_code == 128 + signal.SIGHUP


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
async def test_a_signal_ends_the_program_with_its_code(number: signal.Signals) -> None:
    app = TerminalApp()
    async with app.run_test() as pilot:
        with app.termination:
            signal.raise_signal(number)
            await asyncio.sleep(0)
            await pilot.pause()
    assert app.return_code == 128 + number


def test_a_signal_before_it_runs_ends_the_process() -> None:
    app = TerminalApp()
    with app.termination, pytest.raises(SystemExit) as caught:
        signal.raise_signal(signal.SIGTERM)
    assert caught.value.code == 128 + signal.SIGTERM


async def test_handlers_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with TerminalApp().termination:
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


async def test_what_is_told_is_read_whole_where_several_sentences_are_told_at_once() -> None:
    app = TerminalApp()
    told = [
        f"Not {what}. {'The database cannot be reached. ' * 3}The end of {what}." for what in ("retried", "deleted")
    ]
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        for sentence in told:
            app.notify(sentence, markup=False)
        await pilot.pause()
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        said = " ".join("".join(segment.text for strip in strips for segment in strip).replace("▌", " ").split())
    assert " ".join(told) in said


async def test_of_more_than_fits_the_latest_is_read_whole_and_of_what_alone_does_not_fit_the_beginning() -> None:
    app = TerminalApp()
    told = [f"Operation {number} has ended: {'left out 1 job, ' * 5}the end of {number}." for number in range(5)]
    async with app.run_test(size=(80, 24), notifications=True) as pilot:

        def said() -> str:
            strips = app.screen._compositor.render_strips()
            return " ".join("".join(segment.text for strip in strips for segment in strip).replace("▌", " ").split())

        async def until(begin: str) -> None:
            async with asyncio.timeout(20):
                while not said().startswith(begin):
                    await pilot.pause()

        for sentence in told:
            app.notify(sentence, markup=False)
        await until(" ".join(told[-3:]))
        assert said() == " ".join(told[-3:])
        app.notify(f"Not planned. {'The database cannot be reached. ' * 30}", markup=False)
        await until("Not planned. The database")
        app.clear_notifications()
        app.notify("Retried 1 job.", markup=False)
        await until("Retried 1 job.")
        assert said() == "Retried 1 job."


async def test_copying_says_what_was_done() -> None:
    app = TerminalApp()
    async with app.run_test() as pilot:
        app.copy("text", "id")
        app.copy_to_clipboard("text")
        await pilot.pause()
        assert [str(notification.message) for notification in app._notifications] == [
            "Sent to the terminal's clipboard: the id.",
            "Sent to the terminal's clipboard: the text.",
        ]

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from queue_core.models import Condition, JobStatus
from queue_tui.base_app import TerminalApp
from queue_tui.terminal import themes


@pytest.mark.parametrize(
    ("environ", "theme"),
    [
        ({"TERM": "xterm-256color"}, themes.DARK),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, themes.DARK),
        ({"TERM": "xterm-kitty"}, themes.DARK),
        ({"TERM": "linux"}, themes.TERMINAL),
        ({"TERM": "vt220"}, themes.TERMINAL),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, themes.TERMINAL),
    ],
)
def test_few_colours_bring_the_terminals_own(environ: dict[str, str], theme: str) -> None:
    assert themes.choose(environ) == theme


@pytest.mark.parametrize("name", [*(theme.name for theme in themes.THEMES), *BUILTIN_THEMES])
async def test_every_theme_has_a_colour_for_every_state(name: str) -> None:
    app = TerminalApp()
    async with app.run_test():
        app.theme = name
        variables = app.get_css_variables()
    for word in (*JobStatus, *Condition, "attention"):
        assert variables[f"status-{word}"]
    assert variables["priority-high"]
    assert variables["priority-low"]


@pytest.mark.parametrize("theme", [themes.DARK, themes.LIGHT])
async def test_text_can_be_read_on_its_background(theme: str) -> None:
    """WCAG asks for a contrast of 4.5 for text."""
    app = TerminalApp()
    async with app.run_test():
        app.theme = theme
        variables = app.get_css_variables()
    background = Color.parse(variables["background"])
    for name in ("foreground", "primary", "success", "warning", "error", "text-muted"):
        assert contrast(Color.parse(variables[name]), background) >= 4.5, name


def contrast(one: Color, other: Color) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Color) -> float:
    parts = [part / 255 for part in (colour.r, colour.g, colour.b)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)

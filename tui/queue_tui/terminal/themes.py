"""The three looks: dark (the default), light, and one in the terminal's own sixteen colours.

Each has one accent, `$primary`; the other colours only ever say what state something is in. Screens
use the names below and Textual's own (`$text-muted`, `$error`), never a colour value.

| name | for |
| --- | --- |
| `$status-failed` and so on | a job's status or condition: the words of `JobStatus` and `Condition` |
| `$priority-high`, `$priority-low` | a priority that is not the usual one |
| `$status-attention` | what an operator should look at: stuck, stale, paused |
| `$label-colour` | the name of the place, which a profile can give a colour of its own |
| `$cursor-style` | text style of the line under the cursor; `reverse` where colour alone would not show |
"""

from collections.abc import Mapping

from textual.theme import Theme

DARK = "queue-dark"
LIGHT = "queue-light"
TERMINAL = "queue-terminal"

THEMES = (
    Theme(
        name=DARK,
        primary="#6fb3d2",
        secondary="#8a9aa8",
        accent="#6fb3d2",
        foreground="#d3d7db",
        background="#15181b",
        surface="#15181b",
        panel="#1e2226",
        success="#8fbc7f",
        warning="#dcb067",
        error="#e57f7f",
        variables={
            "block-cursor-background": "#2b4757",
            "block-cursor-foreground": "#f2f5f7",
            "block-cursor-text-style": "none",
            "block-cursor-blurred-background": "#23303a",
            "border": "#6fb3d2",
            "border-blurred": "#363d43",
            "button-focus-text-style": "bold",
            "footer-background": "#1e2226",
            "input-selection-background": "#6fb3d2 35%",
            "scrollbar": "#363d43",
            "scrollbar-background": "#15181b",
            "scrollbar-background-hover": "#15181b",
            "scrollbar-background-active": "#15181b",
            "text-muted": "#8b949c",
            "text-disabled": "#666e75",
        },
    ),
    Theme(
        name=LIGHT,
        dark=False,
        primary="#1f6a94",
        secondary="#5a6772",
        accent="#1f6a94",
        foreground="#22272b",
        background="#fbfbf9",
        surface="#fbfbf9",
        panel="#eeeeea",
        success="#377a2b",
        warning="#8f5f00",
        error="#b3302a",
        variables={
            "block-cursor-background": "#cfe3ee",
            "block-cursor-foreground": "#101416",
            "block-cursor-text-style": "none",
            "block-cursor-blurred-background": "#e3ecf1",
            "border": "#1f6a94",
            "border-blurred": "#c9cbc6",
            "button-focus-text-style": "bold",
            "footer-background": "#eeeeea",
            "input-selection-background": "#1f6a94 25%",
            "scrollbar": "#c9cbc6",
            "scrollbar-background": "#fbfbf9",
            "scrollbar-background-hover": "#fbfbf9",
            "scrollbar-background-active": "#fbfbf9",
            "text-muted": "#666d73",
            "text-disabled": "#8e9499",
        },
    ),
    Theme(
        name=TERMINAL,
        ansi=True,
        primary="ansi_cyan",
        secondary="ansi_default",
        accent="ansi_cyan",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        success="ansi_green",
        warning="ansi_yellow",
        error="ansi_red",
        variables={
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "text-muted": "ansi_bright_black",
            "text-disabled": "ansi_bright_black",
            "foreground-muted": "ansi_bright_black",
            "block-cursor-foreground": "ansi_default",
            "block-cursor-background": "ansi_default",
            "block-cursor-text-style": "reverse",
            "block-cursor-blurred-foreground": "ansi_default",
            "block-cursor-blurred-background": "ansi_default",
            "block-cursor-blurred-text-style": "underline",
            "border": "ansi_cyan",
            "border-blurred": "ansi_bright_black",
            "scrollbar": "ansi_bright_black",
            "scrollbar-hover": "ansi_cyan",
            "scrollbar-active": "ansi_cyan",
            "scrollbar-background": "ansi_default",
            "scrollbar-background-hover": "ansi_default",
            "scrollbar-background-active": "ansi_default",
            "footer-key-foreground": "ansi_cyan",
            "input-cursor-text-style": "reverse",
            "input-selection-background": "ansi_cyan",
            "input-selection-foreground": "ansi_black",
            "button-focus-text-style": "bold reverse",
        },
    ),
)


def without_colour() -> dict[str, str]:
    """What shows by colour alone in any theme, shown by other means."""
    return {
        "block-cursor-text-style": "reverse",
        "block-cursor-blurred-text-style": "underline",
        "input-cursor-text-style": "reverse",
        "button-focus-text-style": "bold reverse",
    }


def state_variables(variables: Mapping[str, str]) -> dict[str, str]:
    """The names of ours, from the colours of whatever theme is in force."""
    waiting, muted = variables["foreground"], variables["text-muted"]
    attention = variables["warning"]
    return {
        "status-queued": waiting,
        "status-processing": variables["primary"],
        "status-completed": variables["success"],
        "status-failed": variables["error"],
        "status-cancelled": muted,
        "status-scheduled": muted,
        "status-retrying": attention,
        "status-cancelling": attention,
        "status-stuck": variables["error"],
        "status-held": attention,
        "status-attention": attention,
        "priority-high": waiting,
        "priority-low": muted,
        "cursor-style": variables["block-cursor-text-style"],
        "label-colour": variables["foreground"],
    }


def choose(environ: Mapping[str, str]) -> str:
    """The theme to start with: the terminal's own colours where there are sixteen or none at all."""
    if environ.get("NO_COLOR"):
        return TERMINAL
    rich = environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    term = environ.get("TERM", "")
    return DARK if rich or "256" in term or "direct" in term or "kitty" in term else TERMINAL

"""What must be right about the terminal before anything is drawn on it.

Imports nothing of Textual: Textual reads its environment variables while it is imported, and they
can load a module, so they have to be gone before.

    prepare(os.environ)
    check_terminal(os.environ, sys.stdin, sys.stderr)     # ConfigurationError: one sentence, exit code 2
"""

import codecs
from collections.abc import Mapping, MutableMapping
from typing import Protocol

from queue_core.errors import ConfigurationError

INSTEAD = "queuectl does the same without a screen"
_DUMB = ("dumb", "unknown")


class Stream(Protocol):
    """What is asked of stdin and stderr."""

    @property
    def encoding(self) -> str | None:
        """The name of its text encoding."""
        ...

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        ...


def prepare(environ: MutableMapping[str, str]) -> None:
    """Remove what would change how the program runs behind its user's back.

    TEXTUAL_* can import a module, replace the driver or write logs of everything; COLUMNS and LINES
    would hold the screen at one size; an empty NO_COLOR means nothing, but Textual would obey it.
    """
    for name in [name for name in environ if name == "TEXTUAL" or name.startswith("TEXTUAL_")]:
        del environ[name]
    for name in ("COLUMNS", "LINES"):
        environ.pop(name, None)
    if not environ.get("NO_COLOR"):
        environ.pop("NO_COLOR", None)


def check_terminal(environ: Mapping[str, str], stdin: Stream | None, stderr: Stream | None) -> None:
    """Raise ConfigurationError, with a sentence that says what to do, where no screen can be drawn."""
    if not _is_terminal(stdin):
        raise ConfigurationError(f"The input is no terminal: run it from a shell; {INSTEAD}.")
    if not _is_terminal(stderr):
        raise ConfigurationError(
            f"The screen is drawn on stderr, and that is redirected: run it without '2>'; {INSTEAD}."
        )
    term = environ.get("TERM", "")
    if not term or term in _DUMB:
        was = f"TERM is '{term}'" if term else "TERM is not set"
        raise ConfigurationError(
            f"{was}, and the screen needs a terminal that can place text anywhere: "
            f"set TERM to what yours is, such as xterm-256color; {INSTEAD}."
        )
    if stderr is not None and not _is_utf8(stderr.encoding):
        raise ConfigurationError(
            f"The locale's encoding is {stderr.encoding}, and the screen needs UTF-8: "
            "run it with LC_ALL=C.UTF-8, or with PYTHONUTF8=1."
        )


def _is_terminal(stream: Stream | None) -> bool:
    """False for a stream that is missing or closed, too."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def _is_utf8(encoding: str | None) -> bool:
    try:
        return codecs.lookup(encoding or "utf-8").name == "utf-8"
    except LookupError:
        return False

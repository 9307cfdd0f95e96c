import subprocess
import sys
from dataclasses import dataclass

import pytest

from queue_core.errors import ConfigurationError
from queue_tui.terminal.checks import check_terminal, prepare


@dataclass
class Stream:
    terminal: bool = True
    encoding: str | None = "utf-8"
    closed: bool = False

    def isatty(self) -> bool:
        if self.closed:
            raise ValueError("I/O operation on closed file")
        return self.terminal


XTERM = {"TERM": "xterm-256color"}


def test_a_terminal_with_a_name_and_utf8_will_do() -> None:
    check_terminal(XTERM, Stream(), Stream())
    check_terminal(XTERM, Stream(encoding="latin-1"), Stream(encoding="UTF8"))


@pytest.mark.parametrize(
    ("environ", "stdin", "stderr", "words"),
    [
        (XTERM, Stream(terminal=False), Stream(), "The input is no terminal"),
        (XTERM, Stream(closed=True), Stream(), "The input is no terminal"),
        (XTERM, None, Stream(), "The input is no terminal"),
        (XTERM, Stream(), Stream(terminal=False), "stderr"),
        ({}, Stream(), Stream(), "TERM is not set"),
        ({"TERM": ""}, Stream(), Stream(), "TERM is not set"),
        ({"TERM": "dumb"}, Stream(), Stream(), "TERM is 'dumb'"),
        ({"TERM": "unknown"}, Stream(), Stream(), "TERM is 'unknown'"),
        (XTERM, Stream(), Stream(encoding="iso-8859-1"), "iso-8859-1"),
        (XTERM, Stream(), Stream(encoding="no-such-encoding"), "no-such-encoding"),
    ],
)
def test_anything_else_gets_one_sentence_that_says_what_to_do(
    environ: dict[str, str], stdin: Stream | None, stderr: Stream | None, words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words) as caught:
        check_terminal(environ, stdin, stderr)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


def test_the_environment_keeps_only_what_its_user_meant() -> None:
    environ = {
        "TEXTUAL": "debug",
        "TEXTUAL_DRIVER": "evil:Driver",
        "TEXTUAL_LOG": "/tmp/log",
        "COLUMNS": "80",
        "LINES": "24",
        "NO_COLOR": "",
        "TERM": "xterm",
        "TEXTUALITY": "kept",
    }
    prepare(environ)
    assert environ == {"TERM": "xterm", "TEXTUALITY": "kept"}


def test_a_no_color_that_says_something_stays() -> None:
    environ = {"NO_COLOR": "1"}
    prepare(environ)
    assert environ == {"NO_COLOR": "1"}


def test_nothing_of_textual_is_loaded_before_its_variables_are_gone() -> None:
    code = (
        "import sys, queue_tui.terminal.checks; "
        "print([name for name in sys.modules if name.startswith(('textual', 'rich'))])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

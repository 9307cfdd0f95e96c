"""A light highlighter for stack traces: plain text with the few parts coloured that are looked for.

It knows Python's and Node's forms, line by line, with patterns that cannot backtrack: a grammar would
take seconds for a long trace, and a hostile one could crash it.
"""

import re

from textual.content import Content, Span

FILE = "$primary"
FUNCTION = "bold"
NUMBER = "$status-attention"
EXCEPTION = "bold $status-failed"
QUIET = "$text-muted"

_PYTHON_FRAME = re.compile(
    r"""[ |+]{0,40}File\ "(?P<file>[^"]{1,400})",\ line\ (?P<number>\d{1,9})(?:,\ in\ (?P<function>\S{1,200}))?""",
    re.VERBOSE,
)
_NODE_FRAME = re.compile(
    r"[ ]{1,40}at\ (?:(?P<function>[^()]{1,200})\ \()?(?P<file>[^():]{1,400}):(?P<number>\d{1,9}):\d{1,9}\)?$",
    re.VERBOSE,
)
_EXCEPTION = re.compile(
    r"""[|+ ]{0,40}(?P<exception>(?:[A-Za-z_][\w.]{0,200})?
    (?:Error|Exception|Exit|Interrupt|Group|Warning|Timeout|Refused|Lost|Cancelled))(?=:|$)""",
    re.VERBOSE,
)
_QUIET = re.compile(
    r"""[|+ ]{0,40}(?:Traceback\ \(most\ recent\ call\ last\):|During\ handling\ of\ the\ above
    |The\ above\ exception\ was|\[Previous\ line\ repeated|[~^][~^ ]*$)""",
    re.VERBOSE,
)
_STYLES = {"file": FILE, "number": NUMBER, "function": FUNCTION, "exception": EXCEPTION}


def highlighted(text: str) -> list[Content]:
    """The lines of `text`, already harmless, with file, line, function and exception names coloured."""
    return [Content(row, _spans(row)) for row in text.split("\n")]


def _spans(row: str) -> list[Span]:
    if _QUIET.match(row):
        return [Span(0, len(row), QUIET)]
    match = _PYTHON_FRAME.match(row) or _NODE_FRAME.match(row) or _EXCEPTION.match(row)
    if match is None:
        return []
    return [
        Span(match.start(name), match.end(name), _STYLES[name])
        for name, found in match.groupdict().items()
        if found is not None
    ]

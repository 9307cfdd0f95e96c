"""What a job's input can ask of the demo orchestrator: `[demo:WAY name=number ...]` anywhere in the text."""

import re
from dataclasses import dataclass

WAYS = {
    "ok": "renders as usual",
    "drop": "closes the connection without an answer",
    "down": "closes the connection, then refuses new ones for `seconds` (10)",
    "silence": "never answers, or not before `seconds`",
    "drip": "answers one byte a second",
    "garbage": "200 with something that is not JSON",
    "empty": "200 with a JSON object that has no video_url",
    "truncated": "200 with half of a body",
    "huge": "200 with 40 MB",
    "redirect": "302 to an address that is not meant for callers",
}
"""Each way but the plain statuses, such as [demo:500] or [demo:429 after=20], which answer with that status."""

HELP = f"""\
Anywhere in a job's input, [demo:WAY] asks for one of: a status from 400 to 599 (with after=SECONDS for
Retry-After), {", ".join(WAYS)}. times=N limits it to the job's first N calls, seconds=N sets how long
the render takes, or the way lasts: "Explain inflation [demo:500 times=2 seconds=5]"."""

_PATTERN = re.compile(r"\[demo:([a-z]+|\d{3})((?:\s+[a-z]+=\d+(?:\.\d+)?)*)\s*\]")
_LONGEST_SECONDS = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """What to do with a call."""

    way: str = "ok"
    times: int | None = None
    """How many calls of a job it applies to; None: all."""
    seconds: float | None = None
    after_seconds: float | None = None
    """For the Retry-After header."""

    @property
    def status(self) -> int | None:
        """The status to answer with, where the way is one."""
        return int(self.way) if self.way.isdigit() else None


def read_directive(text: str) -> Directive:
    """The first directive in a text; one that makes no sense counts as ok, since inputs come from anybody."""
    match = _PATTERN.search(text[:20_000])
    if match is None:
        return Directive()
    way, arguments = match.group(1), dict(pair.split("=") for pair in match.group(2).split())
    is_known = way in WAYS or (way.isdigit() and 400 <= int(way) <= 599)
    default_times = "1" if way == "down" else None
    times = arguments.get("times", default_times)
    return Directive(
        way=way if is_known else "ok",
        times=None if times is None else int(float(times)),
        seconds=_seconds(arguments.get("seconds")),
        after_seconds=_seconds(arguments.get("after")),
    )


def _seconds(value: str | None) -> float | None:
    return None if value is None else min(float(value), _LONGEST_SECONDS)

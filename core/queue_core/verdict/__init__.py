"""Whether the queue moves, and if not, what holds it up: one sentence for every face.

A pure function of what was read, so that the header of the UI, `queuectl stats` and `queuectl doctor`
never disagree. Reading order: `levels` (what a verdict is), `rules` (what is looked for, in order).
"""

from collections.abc import Sequence
from dataclasses import replace

from queue_core.models import QueueConfig, Stats, Worker
from queue_core.text import clean
from queue_core.verdict.levels import Cause, Level, Seen, Verdict
from queue_core.verdict.rules import RULES

__all__ = ["Cause", "Level", "Verdict", "judge"]


LONGEST = 200
"""Cells of a sentence. A reason that somebody gives has any length; a header cuts what it has no room for."""


def judge(stats: Stats, workers: Sequence[Worker] = (), config: QueueConfig | None = None) -> Verdict:
    """The verdict; with workers and configuration it can name more causes."""
    seen = Seen(stats, workers, config)
    for rule in RULES:
        verdict = rule(seen)
        if verdict is not None:
            return replace(verdict, sentence=clean(verdict.sentence, LONGEST))
    if stats.processing or stats.ready:
        return Verdict(Level.OK, f"{stats.processing:,} running, {seen.ready} ready")
    sentence = f"nothing to run now, {seen.later} wait for their time" if seen.later else "nothing queued"
    return Verdict(Level.IDLE, sentence, cause=Cause.IDLE)

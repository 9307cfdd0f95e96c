"""Which faults come when: a pure function of a seed, so that a run can be had again."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

FAULTS = {
    "kill": 4,
    "freeze": 4,
    "terminate": 2,
    "swallow": 3,
    "cut": 3,
    "refuse": 2,
    "lose_answers": 3,
    "cut_off_host": 2,
    "end_sessions": 2,
    "kill_a_backend": 1,
    "restart_server": 1,
    "orchestrator_down": 2,
    "storm_of_500": 2,
    "silent_orchestrator": 2,
    "change_limits": 4,
    "pause": 2,
    "cancel": 3,
    "retry": 2,
}
"""Each fault and how often it comes beside the others; what each does is in `fleet`."""
SHORTEST_SECONDS, LONGEST_SECONDS = 0.5, 9.0


@dataclass(frozen=True, kw_only=True)
class Step:
    """One fault."""

    at: float
    """Seconds from the beginning."""
    fault: str
    seconds: float
    """How long it lasts, where it lasts."""
    which: int
    """What it hits: taken modulo the number of workers, links or jobs."""


def schedule(seed: int, seconds: float) -> Iterator[Step]:
    """The faults of so many seconds, in order."""
    chance = random.Random(seed)
    at = 0.0
    while (at := at + chance.uniform(0.3, 2.0)) < seconds:
        [fault] = chance.choices(list(FAULTS), weights=list(FAULTS.values()))
        yield Step(
            at=at, fault=fault, seconds=chance.uniform(SHORTEST_SECONDS, LONGEST_SECONDS), which=chance.randrange(1000)
        )

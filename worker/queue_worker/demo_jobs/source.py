"""Enqueues a demo job every few seconds until it is stopped."""

import random
from dataclasses import dataclass

from queue_core.errors import ConfigurationError, Misuse, QueueError
from queue_core.models import JsonValue, NewJob, Priority
from queue_core.queue import Queue
from queue_worker.demo_jobs.texts import DOUBTS, MISHAPS, NEWS, TOPICS
from queue_worker.exitcodes import ExitCode
from queue_worker.log import log
from queue_worker.outage import Outage
from queue_worker.signals import StopSignals
from queue_worker.waiting import wait_for_event

ACTOR = "demo"
MISHAP_SHARE = 0.25
DELAYED_SHARE = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """How many jobs come, and how often. Checked when made."""

    interval_seconds: float = 3.0
    """Mean time between jobs; 0.05 to 3600."""
    burst: int = 8
    """Jobs at the start, so that there is something to see at once; 0 to 1000."""
    count: int | None = None
    """Stop after so many jobs; None: never."""
    seed: int | None = None
    """Makes the jobs repeatable."""

    def __post_init__(self) -> None:
        if not 0.05 <= self.interval_seconds <= 3600:
            raise ConfigurationError(f"The interval must be 0.05 to 3600 s, not {self.interval_seconds:g}.")
        if not 0 <= self.burst <= 1000:
            raise ConfigurationError(f"The burst must be 0 to 1000 jobs, not {self.burst}.")

    async def run(self, queue: Queue, stop: StopSignals) -> ExitCode:
        """Enqueue until told to stop, or until there were enough; a database outage only delays it."""
        chance = random.Random(self.seed)  # noqa: S311 - only has to look natural
        outage, sent, due = Outage(), 0, self.burst or 1
        while not stop.first.is_set():
            due = due if self.count is None else min(due, self.count - sent)
            if due <= 0:
                break
            try:
                await queue.enqueue([new_job(chance) for _ in range(due)], actor=ACTOR)
            except Misuse:
                raise
            except QueueError as error:
                outage.failed(error)
            else:
                outage.answered()
                log.info("enqueued", extra={"jobs": due})
                sent += due
                due = 1
            await wait_for_event(stop.first, self.interval_seconds * chance.uniform(0.5, 1.5))
        return ExitCode.DONE


def new_job(chance: random.Random) -> NewJob:
    """A job as production gets them: mostly doubts, mostly of medium priority, some of them with a mishap."""
    key, texts, job_type, length = chance.choices(
        [
            ("question", DOUBTS, "doubt", 60),
            ("topic", TOPICS, "topic_short", 90),
            ("content", NEWS, "daily_ca", 180),
        ],
        weights=[5, 3, 2],
    )[0]
    text = chance.choice(texts)
    if chance.random() < MISHAP_SHARE:
        text = f"{text} {chance.choice(MISHAPS)}"
    payload: dict[str, JsonValue] = {
        key: text,
        "style": chance.choice(["detailed", "concise", "exam"]),
        "length": length,
        "voice": "default",
        "input_type": "text",
    }
    return NewJob(
        job_type=job_type,
        payload=payload,
        priority=chance.choices(list(Priority), weights=[2, 5, 2])[0],
        delay_seconds=chance.choice([20, 45, 90]) if chance.random() < DELAYED_SHARE else 0,
    )

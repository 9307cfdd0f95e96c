"""Fixtures for the worker's tests.

- `demo`          a demo orchestrator in this process that renders at once; `demo.journal` is its record
- `orchestrator`  the worker's call to it
- `time`          the worker's local clock, which only the test moves
"""

from collections.abc import AsyncIterator

import pytest

from queue_worker import clock
from queue_worker.demo_orchestrator.options import Options
from queue_worker.demo_orchestrator.server import DemoOrchestrator
from queue_worker.orchestrator import Orchestrator
from tests.support.accepting import until_known


@pytest.fixture
async def demo() -> AsyncIterator[DemoOrchestrator]:
    async with DemoOrchestrator(Options(port=0, seconds=0, seed=1)) as demo:
        yield demo
        await until_known()


@pytest.fixture
async def orchestrator(demo: DemoOrchestrator) -> AsyncIterator[Orchestrator]:
    async with Orchestrator(demo.url, connect_timeout_seconds=2, token="a-token-of-ours") as orchestrator:
        yield orchestrator


class FakeTime:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    time = FakeTime()
    monkeypatch.setattr(clock, "now", time)
    return time

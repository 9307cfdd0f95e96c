"""Fixtures for the crash tests. After each test the checker judges all that happened in its database.

- `orchestrator`  renders at once over real HTTP, keeps a journal, and fails as a test scripts it
"""

from collections.abc import AsyncIterator

import pytest

from tests.promises.checker import Scenario, violations
from tests.promises.history import keep_records, read_history
from tests.support.databases import Database
from tests.support.orchestrator import ScriptedOrchestrator


@pytest.fixture
async def orchestrator() -> AsyncIterator[ScriptedOrchestrator]:
    async with ScriptedOrchestrator() as orchestrator:
        yield orchestrator


@pytest.fixture(autouse=True)
async def promises_are_kept(database: Database, orchestrator: ScriptedOrchestrator) -> AsyncIterator[None]:
    """Every test here is judged by more than what it says itself."""
    await keep_records(database)
    yield
    assert violations(await read_history(database), orchestrator.calls, Scenario()) == []

"""Fixtures for everything that is on screen."""

import time
from collections.abc import Iterator

import pytest
from textual.app import App

from queue_tui import ticks
from tests.tui.idle import wait_for_nothing_else


@pytest.fixture(autouse=True)
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pilots wait for what there is to do and for nothing else."""
    wait_for_nothing_else(monkeypatch)


@pytest.fixture(autouse=True)
def lasting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told stays until something takes it away: on a loaded machine it would be gone before it is read."""
    monkeypatch.setattr(App, "NOTIFICATION_TIMEOUT", 600.0)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Time stands still, in UTC, in full colour: two pictures of the same are the same."""
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("NO_COLOR", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)
    time.tzset()
    moment = ticks.monotonic()  # not a number: a feed that runs hears from its queue by the real clock, after this
    monkeypatch.setattr("queue_tui.snapshot.monotonic", lambda: moment)
    monkeypatch.setattr("tests.tui.host.monotonic", lambda: moment)
    yield
    monkeypatch.undo()
    time.tzset()

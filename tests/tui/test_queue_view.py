"""The real queue and the tests' fake have what the terminal UI needs; mypy reads the two lines below."""

import inspect

import pytest

from queue_core.queue import Queue
from queue_tui.queue_view import QueueView
from tests.tui.fake_queue import FakeQueue


def real(queue: Queue) -> QueueView:
    return queue


def fake(queue: FakeQueue) -> QueueView:
    return queue


VERBS = [name for name, member in vars(QueueView).items() if inspect.iscoroutinefunction(member)]


@pytest.mark.parametrize("verb", VERBS)
def test_the_verbs_are_called_alike(verb: str) -> None:
    assert inspect.signature(getattr(FakeQueue, verb)) == inspect.signature(getattr(Queue, verb))

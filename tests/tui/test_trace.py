import time

import pytest

from queue_tui.words.trace import highlighted
from tests.tui.samples import STACK

NODE = """Error: connect ECONNREFUSED 127.0.0.1:8103
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)
    at /srv/worker/queue.js:88:21"""


def marked(text: str) -> list[tuple[str, str]]:
    return [(row.plain[span.start : span.end], str(span.style)) for row in highlighted(text) for span in row.spans]


def test_the_text_itself_is_never_changed() -> None:
    assert [row.plain for row in highlighted(STACK)] == STACK.split("\n")


def test_a_python_trace_shows_files_lines_functions_and_the_exception() -> None:
    found = dict(marked(STACK))
    assert found["/app/worker/queue_worker/orchestrator.py"] == "$primary"
    assert found["64"] == "$status-attention"
    assert found["render"] == "bold"
    assert found["queue_worker.orchestrator.OrchestratorError"] == "bold $status-failed"
    assert found["Traceback (most recent call last):"] == "$text-muted"


def test_a_node_trace_does_too() -> None:
    found = dict(marked(NODE))
    assert found["Error"] == "bold $status-failed"
    assert found["/srv/worker/queue.js"] == "$primary"
    assert found["88"] == "$status-attention"


def test_an_exception_group_is_found_behind_its_margin() -> None:
    text = '  + Exception Group Traceback (most recent call last):\n  |   File "a.py", line 3, in b\n  | ValueError: no'
    found = dict(marked(text))
    assert found["a.py"] == "$primary"
    assert found["ValueError"] == "bold $status-failed"


def test_markup_in_a_trace_stays_text() -> None:
    assert marked("[bold]x[/bold] [@click=app.quit]y[/]") == []


@pytest.mark.parametrize(
    "line", ["A" * 100_000, " " * 100_000, 'File "' * 20_000, "at (" * 25_000, "a.Error" * 15_000, "~" * 100_000]
)
def test_no_line_takes_long(line: str) -> None:
    begin = time.process_time()
    highlighted(line)
    assert time.process_time() - begin < 0.5

"""What the table says about a job, and what of it fits."""

from dataclasses import replace

import pytest

from queue_core.models import Category, Condition, JobStatus, Priority
from queue_core.text import width
from queue_tui.widgets.columns import cells_of, coarse_age, fitting, titles
from queue_tui.widgets.glyphs import ASCII, FINE
from queue_tui.widgets.looks import Look
from queue_tui.widgets.sparkline import sparkline
from queue_tui.widgets.stats_panel import _hour, _queued
from tests.tui.overview import some_stats
from tests.tui.samples import NOW, a_job, ago
from tests.tui.some_jobs import in_every_state

WIDTHS = (40, 60, 66, 72, 78, 80, 100, 119, 120, 150, 160, 200, 300)


def said(total: int, **changes: object) -> dict[str, str]:
    columns = fitting(total)
    cells = cells_of(a_job(**changes), columns, NOW)
    return {column.title: cell.text.strip() for column, cell in zip(columns, cells, strict=True)}


@pytest.mark.parametrize("total", WIDTHS)
def test_a_row_is_as_wide_as_the_table_whatever_is_in_it(total: int) -> None:
    hostile = a_job(job_type="視" * 40, error="\x1b[2J" * 99, worker="\u202e" * 50 + "e\u0301" * 40)
    columns = fitting(total, 2)
    for job in (*in_every_state(), hostile):
        cells = cells_of(job, columns, NOW)
        assert sum(width(cell.text) for cell in cells) == max(total - 2, sum(c.cells + 1 for c in columns) - 1)
    assert width(titles(columns)) == sum(width(cell.text) for cell in cells_of(a_job(), columns, NOW))


@pytest.mark.parametrize(
    ("total", "missing"),
    [
        (60, {"Pos/%", "Try", "Run", "Worker", "Category"}),
        (80, {"Worker", "Category"}),
        (120, {"Category"}),
        (200, set()),
    ],
)
def test_narrow_tables_leave_out_what_matters_least(total: int, missing: set[str]) -> None:
    everything = {column.title for column in fitting(1000)}
    assert everything - {column.title for column in fitting(total)} == missing


def test_a_queued_job_says_its_place() -> None:
    assert said(120, queue_position=12)["Pos/%"] == "#12"
    assert said(120, queue_position=None)["Pos/%"] == "waits", "only the first thousand are numbered"


def test_a_job_that_waits_for_its_time_says_how_long() -> None:
    waiting = {"condition": Condition.RETRYING, "attempts": 2, "run_at": ago(-190), "error": "HTTP 500"}
    row = said(120, **waiting)
    assert (row["Status"], row["Pos/%"], row["Try"], row["Error"]) == ("retrying", "in 3m", "2/4", "HTTP 500")
    assert said(120, condition=Condition.SCHEDULED, run_at=ago(-3))["Pos/%"] == "soon"


def test_a_running_job_says_how_far_it_is_and_how_long_it_runs() -> None:
    running = {"status": JobStatus.PROCESSING, "started_at": ago(192), "worker": "vps1"}
    row = said(120, progress=0.42, **running)
    assert (row["Status"], row["Pos/%"], row["Run"], row["Worker"]) == ("processing", "42%", "3m 10s", "vps1")
    assert said(120, **running)["Pos/%"] == ""


def test_a_slot_that_is_held_is_said_beside_the_status() -> None:
    row = said(120, status=JobStatus.FAILED, condition=Condition.HELD)
    assert (row["Status"], row["Pos/%"]) == ("failed", "held")


@pytest.mark.parametrize("job", in_every_state(), ids=lambda job: job.id[:8])
def test_every_state_is_a_word(job: object) -> None:
    columns = fitting(200)
    row = dict(zip((column.title for column in columns), cells_of(job, columns, NOW), strict=True))  # type: ignore[arg-type]
    assert row["Status"].text.strip() in {*JobStatus, *Condition} - {Condition.HELD}


def test_priorities_are_words_too() -> None:
    words = {priority: said(120, priority=priority)["Pri"] for priority in Priority}
    assert words == {Priority.HIGH: "high", Priority.MEDIUM: "med", Priority.LOW: "low"}


def test_an_error_is_one_line_and_harmless() -> None:
    assert said(200, error="first\nsecond \x1b]0;title\x07", category=Category.API_ERROR)["Error"] == (
        "first second ␛]0;title␇"
    )


def test_a_narrow_column_begins_with_what_tells_one_error_from_another() -> None:
    shown = said(80, error="The orchestrator answered 422: the question has no answer")["Error"]
    assert shown.startswith("422: the ques")


def test_only_the_error_of_a_failed_job_stands_out() -> None:
    def look(status: JobStatus) -> Look:
        return cells_of(a_job(status=status, error="HTTP 500"), fitting(120), NOW)[-1].look

    assert look(JobStatus.FAILED) is Look.BAD
    assert look(JobStatus.QUEUED) is Look.MUTED


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "now"), (9.9, "now"), (10, "10s"), (59.9, "50s"), (60, "1m"), (3599, "59m"), (3600, "1h"), (None, "—")],
)
def test_ages_move_in_steps(seconds: float | None, words: str) -> None:
    assert coarse_age(seconds) == words


def test_a_table_of_ages_rarely_changes() -> None:
    jobs = [replace(job, status=JobStatus.COMPLETED) for job in in_every_state()]
    columns = fitting(120)
    after = [cells_of(job, columns, ago(-1)) for job in jobs]
    changed = sum(
        before != now for before, now in zip((cells_of(job, columns, NOW) for job in jobs), after, strict=True)
    )
    assert changed <= 3


def test_a_sparkline_has_the_newest_at_the_right_and_nothing_for_nothing() -> None:
    assert sparkline([0, 1, 2, 4, 8], 5, FINE.levels) == " ▁▂▄█"
    assert sparkline([0, 0, 0, 1, 1, 1], 3, FINE.levels) == " ▄█"
    assert sparkline([0] * 60, 10, FINE.levels).strip() == ""
    assert sparkline([1, 2], 0, FINE.levels) == sparkline([], 5, FINE.levels) == ""
    assert len(sparkline(list(range(60)), 12, FINE.levels)) == 12


def test_the_last_hour_is_plain_where_a_terminal_has_no_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_tui.widgets.stats_panel.glyphs", lambda: ASCII)
    assert all(cell.text.isascii() for cell in _hour(some_stats(), 60))


def test_counting_that_stopped_says_so_of_each_part() -> None:
    by = {Priority.HIGH: 0, Priority.MEDIUM: 2, Priority.LOW: 9_998}
    stats = some_stats(queued=10_000, queued_by_priority=by, retrying=0, scheduled=10_000, capped=True)
    said = [cell.text.strip() for cell in _queued(stats, 40)]
    assert said[1:] == ["10,000+", "med 2+", "low 9,998+", "scheduled 10,000+"]
    assert "m2+ l9,998+" in [cell.text.strip() for cell in _queued(stats, 12)]

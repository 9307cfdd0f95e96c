from datetime import timedelta
from typing import Any

import pytest

from queue_core.models import Condition, JobStatus
from queue_tui import formatting as f
from queue_tui.formatting import TimeStyle
from tests.tui.samples import NOW, a_job, ago


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "—"),
        (-3, "0s"),
        (0, "0s"),
        (0.04, "0s"),
        (0.45, "0.4s"),
        (9.99, "9.9s"),
        (10, "10s"),
        (59.9, "59s"),
        (60, "1m 00s"),
        (187, "3m 07s"),
        (3599.9, "59m 59s"),
        (3600, "1h 00m"),
        (7500, "2h 05m"),
        (86400, "1d 00h"),
        (90000 * 40, "41d 16h"),
    ],
)
def test_durations_have_their_two_largest_units(seconds: float | None, text: str) -> None:
    assert f.duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "—"),
        (-1, "0s"),
        (12.9, "12s"),
        (60, "1m"),
        (3599, "59m"),
        (7200, "2h"),
        (86400 * 6, "6d"),
        (604800, "1w"),
    ],
)
def test_ages_have_their_largest_unit(seconds: float | None, text: str) -> None:
    assert f.age(seconds) == text


def test_an_age_never_takes_more_than_four_cells_for_a_century() -> None:
    assert all(len(f.age(days * 86400)) <= 4 for days in range(0, 36500, 7) if days < 6993)


def test_elapsed_is_never_negative_and_unknown_where_an_end_is_missing() -> None:
    assert f.elapsed(ago(10), NOW) == 10
    assert f.elapsed(NOW, ago(10)) == 0
    assert f.elapsed(None, NOW) is None
    assert f.elapsed(NOW, None) is None


@pytest.mark.parametrize(
    ("changes", "seconds"),
    [
        ({}, None),
        ({"started_at": ago(60)}, None),
        ({"status": JobStatus.PROCESSING, "started_at": ago(60)}, 60),
        ({"status": JobStatus.COMPLETED, "started_at": ago(60), "completed_at": ago(20)}, 40),
        ({"status": JobStatus.FAILED, "started_at": ago(60)}, None),
    ],
)
def test_run_time_is_of_the_latest_attempt(changes: dict[str, Any], seconds: float | None) -> None:
    assert f.run_seconds(a_job(**changes), NOW) == seconds


def test_relative_looks_both_ways() -> None:
    assert f.relative(ago(187), NOW) == "3m 07s ago"
    assert f.relative(ago(-300), NOW) == "in 5m 00s"
    assert f.relative(ago(0.2), NOW) == "now"


def test_a_moment_of_today_is_a_time_and_of_another_day_has_its_date(monkeypatch: pytest.MonkeyPatch) -> None:
    assert f.moment(ago(60), NOW, TimeStyle.UTC) == "12:29:00Z"
    assert f.moment(NOW - timedelta(days=1), NOW, TimeStyle.UTC) == "2026-11-22 12:30:00Z"
    assert f.moment(ago(60), NOW, TimeStyle.RELATIVE) == "1m 00s ago"
    assert f.moment(None, NOW) == "—"


def test_local_moments_follow_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    here = ago(60).astimezone()
    assert f.moment(ago(60), NOW, TimeStyle.LOCAL) == f"{here:%H:%M:%S}"


def test_the_styles_of_time_go_round() -> None:
    style, seen = TimeStyle.LOCAL, []
    for _ in TimeStyle:
        seen.append(style)
        style = style.following
    assert seen == list(TimeStyle)
    assert style is TimeStyle.LOCAL


@pytest.mark.parametrize(
    ("number", "capped", "text"),
    [(0, False, "0"), (9999, False, "9,999"), (10_000, True, "10,000+"), (12, False, "12")],
)
def test_counts_say_where_counting_stopped(number: int, capped: bool, text: str) -> None:
    assert f.count(number, capped) == text


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [
        (0, "job", "0 jobs"),
        (1, "job", "1 job"),
        (2, "try", "2 tries"),
        (1, "try", "1 try"),
        (3, "key", "3 keys"),
        (1200, "item", "1,200 items"),
    ],
)
def test_nouns_follow_their_number(number: int, noun: str, text: str) -> None:
    assert f.plural(number, noun) == text


def test_a_capped_number_is_never_one() -> None:
    assert f.plural(1, "job", capped=True) == "1+ jobs"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 bytes"), (1, "1 byte"), (1023, "1,023 bytes"), (1024, "1.0 KB"), (3 * 1024**2, "3.0 MB")],
)
def test_sizes(number: int, text: str) -> None:
    assert f.size(number) == text


def test_a_condition_says_more_than_the_status_but_for_a_held_slot() -> None:
    assert f.status_word(a_job()) == "queued"
    assert f.status_word(a_job(condition=Condition.RETRYING)) == "retrying"
    assert f.status_word(a_job(status=JobStatus.FAILED, condition=Condition.HELD)) == "failed"


def test_every_status_has_a_letter_of_its_own() -> None:
    letters = [f.status_letter(a_job(status=status)) for status in JobStatus]
    assert len(set(letters)) == len(JobStatus)
    assert all(len(letter) == 1 for letter in letters)


@pytest.mark.parametrize(
    ("share", "text"), [(None, ""), (0, "0%"), (0.999, "99%"), (1, "100%"), (1.7, "100%"), (-0.1, "0%")]
)
def test_percent_reaches_a_hundred_only_at_the_end(share: float, text: str) -> None:
    assert f.percent(share) == text


@pytest.mark.parametrize("share", [-1, 0, 0.01, 0.5, 0.99, 1, 2])
def test_a_bar_always_has_its_width_and_is_full_only_at_the_end(share: float) -> None:
    done, left = f.bar(share, 10)
    assert len(done) + len(left) == 10
    assert (left == "") is (share >= 1)


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (113, "113th"), (1002, "1,002nd")],
)
def test_ordinals(number: int, text: str) -> None:
    assert f.ordinal(number) == text

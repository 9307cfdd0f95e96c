"""What need not be drawn again."""

from datetime import UTC, datetime, timedelta

from queue_tui.formatting import TimeStyle
from queue_tui.widgets.last_drawn import RELATIVE_SECONDS, LastDrawn

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=RELATIVE_SECONDS)
ONE, OTHER = object(), object()


def test_the_same_objects_are_drawn_once() -> None:
    last = LastDrawn()
    assert last.take((ONE, "overview"), NOW, TimeStyle.LOCAL)
    assert not last.take((ONE, "overview"), LATER, TimeStyle.LOCAL)


def test_each_part_that_is_another_one_is_a_reason() -> None:
    last = LastDrawn()
    last.take((ONE, "overview"), NOW, TimeStyle.LOCAL)
    assert last.take((OTHER, "overview"), NOW, TimeStyle.LOCAL)
    assert last.take((OTHER, "error"), NOW, TimeStyle.LOCAL)
    assert not last.take((OTHER, "error"), NOW, TimeStyle.LOCAL)


def test_moments_relative_to_now_are_written_anew_every_few_seconds() -> None:
    last = LastDrawn()
    last.take((ONE,), NOW, TimeStyle.RELATIVE)
    assert not last.take((ONE,), LATER - timedelta(seconds=0.1), TimeStyle.RELATIVE)
    assert last.take((ONE,), LATER, TimeStyle.RELATIVE)
    assert not last.take((ONE,), LATER, TimeStyle.RELATIVE)


def test_what_is_forgotten_is_drawn_whatever_it_is() -> None:
    last = LastDrawn()
    last.take((ONE,), NOW, TimeStyle.LOCAL)
    last.forget()
    assert last.take((ONE,), NOW, TimeStyle.LOCAL)

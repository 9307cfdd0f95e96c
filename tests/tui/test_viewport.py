"""What is on screen of the window, and the cursor."""

from dataclasses import replace

from queue_core.models import Job
from queue_tui.snapshot import Window
from queue_tui.widgets.viewport import FIRST, LAST, Viewport
from tests.tui.some_jobs import job_id, many, numbered


def a_window(jobs: list[Job], **changes: bool | int) -> Window:
    return replace(Window(jobs=tuple(jobs), loaded=True), **changes)  # type: ignore[arg-type]


def a_viewport(jobs: list[Job] | None = None, height: int = 10) -> Viewport:
    viewport = Viewport()
    viewport.resize(height)
    viewport.show(a_window(many(50) if jobs is None else jobs))
    return viewport


def arrived(count: int) -> list[Job]:
    return [replace(numbered(0), id=job_id(1000 + number)) for number in range(count)]


def test_there_is_no_cursor_until_the_person_moves() -> None:
    viewport = a_viewport()
    assert (viewport.cursor, viewport.top) == (None, 0)
    viewport.move(1)
    assert viewport.cursor == numbered(0)
    viewport.move(1)
    assert viewport.cursor == numbered(1)


def test_without_a_cursor_the_newest_jobs_are_shown() -> None:
    viewport = a_viewport()
    viewport.show(a_window([*arrived(3), *many(50)]))
    assert [job.id for job in viewport.visible()][:4] == [job_id(1000), job_id(1001), job_id(1002), job_id(0)]


def test_the_cursor_stays_with_its_job() -> None:
    viewport = a_viewport()
    viewport.move(1)
    viewport.move(2)
    viewport.show(a_window([*arrived(3), *many(50)]))
    assert viewport.cursor == numbered(2)
    assert viewport.top == 0


def test_a_cursor_at_the_top_does_not_let_go_of_its_job_when_the_screen_is_full() -> None:
    viewport = a_viewport()
    viewport.move(1)
    viewport.show(a_window([*arrived(30), *many(50)]))
    assert viewport.cursor == numbered(0)
    assert numbered(0) in viewport.visible()


def test_further_down_the_cursors_row_stays_where_it_is_on_screen() -> None:
    viewport = a_viewport()
    viewport.move(1)
    viewport.move(25)
    row = (viewport.index or 0) - viewport.top
    viewport.show(a_window([*arrived(7), *many(50)]))
    assert viewport.cursor == numbered(25)
    assert (viewport.index or 0) - viewport.top == row


def test_where_its_job_has_left_the_list_the_cursor_stays_in_its_place() -> None:
    viewport = a_viewport()
    viewport.move(1)
    viewport.move(5)
    viewport.show(a_window([job for job in many(50) if job.id != job_id(5)]))
    assert viewport.cursor == numbered(6)


def test_where_the_last_job_has_left_the_cursor_is_on_the_one_before() -> None:
    viewport = a_viewport(many(3))
    viewport.move(1)
    viewport.move(10)
    viewport.show(a_window(many(2)))
    assert viewport.cursor == numbered(1)


def test_an_empty_list_has_no_cursor() -> None:
    viewport = a_viewport()
    viewport.move(1)
    viewport.show(a_window([]))
    assert viewport.cursor is None
    viewport.move(1)
    viewport.page(1)
    assert viewport.cursor is None
    viewport.show(a_window(many(3)))
    assert viewport.visible()


def test_pages_keep_one_row_of_the_last_screen() -> None:
    viewport = a_viewport()
    viewport.move(1)
    viewport.page(1)
    assert (viewport.top, viewport.index) == (9, 9)
    viewport.page(-1)
    assert (viewport.top, viewport.index) == (0, 0)
    for _ in range(10):
        viewport.page(1)
    assert viewport.cursor == numbered(49)
    assert viewport.top == 40


def test_the_cursor_is_always_on_screen_and_the_screen_full() -> None:
    viewport = a_viewport()
    viewport.put(30)
    for height in (3, 60, 1, 20):
        viewport.resize(height)
        assert viewport.cursor in viewport.visible()
        assert len(viewport.visible()) == min(height, 50)


def test_at_another_place_the_cursor_lands_where_it_was_sent() -> None:
    viewport = a_viewport()
    viewport.move(1)
    viewport.land(LAST)
    viewport.show(a_window(many(40)))
    assert viewport.index is None
    viewport.show(a_window(many(45), jump=1))
    assert viewport.cursor == numbered(44)
    viewport.land(FIRST)
    viewport.show(a_window(many(45), jump=2))
    assert viewport.cursor == numbered(0)


def test_moves_made_before_the_rows_are_there_count_from_where_the_cursor_lands() -> None:
    viewport = a_viewport()
    viewport.move(1)
    viewport.show(a_window([], loaded=False, jump=1))
    for rows in (1, 1, 1, -1):
        viewport.move(rows)
        assert viewport.index is None
    viewport.show(a_window(many(20), jump=2))
    assert viewport.cursor == numbered(1)
    viewport.land(LAST)
    viewport.page(-1)
    viewport.move(100)
    viewport.move(-2)
    viewport.show(a_window(many(20), jump=3))
    assert viewport.cursor == numbered(17)


def test_what_was_typed_for_a_list_that_was_never_read_is_not_meant_for_the_next() -> None:
    viewport = a_viewport()
    viewport.show(a_window([], loaded=False, jump=1))
    viewport.move(1)
    viewport.show(a_window([], loaded=False, jump=2))
    viewport.show(a_window(many(20), jump=3))
    assert viewport.cursor is None


def test_where_the_rows_cannot_be_read_the_cursor_moves_among_those_there_are() -> None:
    viewport = a_viewport()
    viewport.land(LAST)
    viewport.show(replace(a_window(many(50)), error="No answer within 5 s."))
    viewport.move(1)
    assert viewport.cursor == numbered(0)
    viewport.show(a_window([], loaded=False, jump=1))
    assert viewport.is_awaited
    viewport.show(replace(a_window([], loaded=False, jump=1), error="No answer within 5 s."))
    assert not viewport.is_awaited


def test_another_list_begins_without_a_cursor() -> None:
    viewport = a_viewport()
    viewport.put(30)
    viewport.show(a_window(many(45), jump=1))
    assert (viewport.cursor, viewport.top) == (None, 0)


def test_letting_go_shows_the_newest_jobs_again() -> None:
    viewport = a_viewport()
    viewport.put(30)
    viewport.release()
    assert (viewport.cursor, viewport.top) == (None, 0)


def test_a_job_that_is_sought_gets_the_cursor_as_soon_as_it_is_there() -> None:
    viewport = a_viewport()
    viewport.seek(job_id(1000))
    assert viewport.cursor is None
    viewport.show(a_window([*arrived(1), *many(50)]))
    assert viewport.cursor == arrived(1)[0]


def test_a_job_is_no_longer_sought_when_the_person_moves() -> None:
    viewport = a_viewport()
    viewport.seek(job_id(1000))
    viewport.move(1)
    viewport.show(a_window([*arrived(1), *many(50)]))
    assert viewport.cursor == numbered(0)


def test_a_job_is_sought_beyond_a_jump() -> None:
    viewport = a_viewport()
    viewport.put(30)
    viewport.seek(job_id(1000))
    viewport.show(a_window([*arrived(3), *many(50)], jump=1))
    assert viewport.cursor == arrived(1)[0]

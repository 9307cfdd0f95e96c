"""The window over a list that is too long to be held."""

from dataclasses import replace

import pytest

from queue_core.errors import AnswerLost, InvalidInput
from queue_core.filters import parse_filter
from queue_core.models import Job, JobStatus
from queue_tui.reading.pager import Pager
from queue_tui.reading.stretch import MOST, PAGE
from queue_tui.snapshot import View, Window
from tests.tui.fake_queue import FakeQueue
from tests.tui.some_jobs import job_id, many, numbered


async def work(pager: Pager, queue: FakeQueue) -> Window:
    while pager.busy:
        await pager.work(queue)
    return shown(pager)


def shown(pager: Pager) -> Window:
    return pager.window(Window(), None)


def numbers(jobs: tuple[Job, ...]) -> list[int]:
    return [int(job.id[:8], 16) for job in jobs]


async def test_it_begins_with_the_newest_page() -> None:
    window = await work(Pager(), FakeQueue(many(250)))
    assert numbers(window.jobs) == list(range(PAGE))
    assert window.at_start
    assert not window.at_end


async def test_reading_on_goes_through_the_whole_list_and_holds_a_part_of_it() -> None:
    queue, pager = FakeQueue(many(1000)), Pager()
    window = await work(pager, queue)
    seen = set(numbers(window.jobs))
    while not window.at_end:
        pager.more(before=False)
        window = await work(pager, queue)
        seen |= set(numbers(window.jobs))
        assert len(window.jobs) <= MOST
    assert seen == set(range(1000))
    assert numbers(window.jobs) == list(range(1000 - MOST, 1000))


async def test_reading_back_gives_every_row_again() -> None:
    queue, pager = FakeQueue(many(1000)), Pager()
    pager.last()
    window = await work(pager, queue)
    seen = set(numbers(window.jobs))
    assert numbers(window.jobs)[-1] == 999
    while not window.at_start:
        pager.more(before=True)
        window = await work(pager, queue)
        assert numbers(window.jobs) == sorted(numbers(window.jobs))
        seen |= set(numbers(window.jobs))
    assert seen == set(range(1000))
    assert numbers(window.jobs)[0] == 0


@pytest.mark.parametrize("moves", ["aaaabbbaaabbbb", "lbbbaaab", "aalbfaab", "lbbbbbbbbaaaaaaaa"])
async def test_wherever_it_goes_there_is_no_gap_and_refreshing_changes_nothing(moves: str) -> None:
    queue, pager = FakeQueue(many(1000)), Pager()
    await work(pager, queue)
    for move in moves:
        match move:
            case "a":
                pager.more(before=False)
            case "b":
                pager.more(before=True)
            case "l":
                pager.last()
            case _:
                pager.first()
        window = await work(pager, queue)
        rows = numbers(window.jobs)
        assert rows == list(range(rows[0], rows[0] + len(rows)))
        await pager.refresh(queue)
        assert numbers(shown(pager).jobs) == rows


async def test_new_jobs_come_in_at_the_top_while_the_window_is_there() -> None:
    queue, pager = FakeQueue(many(50)), Pager()
    await work(pager, queue)
    queue.put(replace(numbered(0), id=job_id(999), created_at=queue.now))
    await pager.refresh(queue)
    assert numbers(shown(pager).jobs)[:2] == [999, 0]


async def test_further_down_new_jobs_do_not_move_the_window() -> None:
    queue, pager = FakeQueue(many(1000)), Pager()
    await work(pager, queue)
    for _ in range(5):
        pager.more(before=False)
        await work(pager, queue)
    before = numbers(shown(pager).jobs)
    queue.put(replace(numbered(0), id=job_id(5000), created_at=queue.now))
    await pager.refresh(queue)
    assert numbers(shown(pager).jobs) == before


async def test_where_all_rows_of_the_window_are_gone_it_goes_back_to_the_beginning() -> None:
    queue, pager = FakeQueue(many(1000)), Pager()
    pager.last()
    await work(pager, queue)
    for number in range(500, 1000):
        queue.remove(job_id(number))
    await pager.refresh(queue)
    window = await work(pager, queue)
    assert numbers(window.jobs)[0] == 0
    assert window.at_start


async def test_a_search_goes_on_by_itself_until_the_page_is_full_or_all_was_seen() -> None:
    queue, pager = FakeQueue(many(1000)), Pager()
    queue.step = 100
    queue.rows[job_id(3)] = replace(numbered(3), status=JobStatus.FAILED)
    queue.rows[job_id(777)] = replace(numbered(777), status=JobStatus.FAILED)
    pager.begin(View(filter=parse_filter("status:failed")))
    await pager.work(queue)
    first = shown(pager)
    assert numbers(first.jobs) == [3]
    assert first.searching
    assert first.searched == 100
    window = await work(pager, queue)
    assert numbers(window.jobs) == [3, 777]
    assert window.at_end
    assert window.searched == 1000


async def test_after_a_long_search_a_refresh_reads_the_head_and_what_changed() -> None:
    queue, pager = FakeQueue(many(1000)), Pager()
    queue.step = 100
    for number in (3, 500, 777):
        queue.rows[job_id(number)] = replace(numbered(number), status=JobStatus.FAILED)
    pager.begin(View(filter=parse_filter("status:failed")))
    await work(pager, queue)
    queue.put(replace(numbered(500), status=JobStatus.QUEUED), replace(numbered(1), status=JobStatus.FAILED))
    queue.put(replace(numbered(777), status=JobStatus.FAILED, error="another"))
    queue.calls.clear()
    await pager.refresh(queue, {job_id(500), job_id(1), job_id(777)})
    window = shown(pager)
    assert numbers(window.jobs) == [1, 3, 777]
    assert window.jobs[-1].error == "another"
    assert window.at_end
    assert queue.calls == ["jobs", "jobs"]


@pytest.mark.parametrize("order", [("updated", True), ("created", False), ("queue", False)])
async def test_every_order_can_be_read_through_and_back(order: tuple[str, bool]) -> None:
    queue, pager = FakeQueue(many(500)), Pager()
    pager.begin(View(sort=order[0], descending=order[1]))
    window = await work(pager, queue)
    for _ in range(6):
        pager.more(before=False)
        window = await work(pager, queue)
    assert window.at_end
    end = numbers(window.jobs)
    for _ in range(6):
        pager.more(before=True)
        window = await work(pager, queue)
    assert window.at_start
    assert set(numbers(window.jobs)) | set(end) == set(range(500))


async def test_an_answer_to_an_earlier_wish_is_dropped() -> None:
    queue, pager = FakeQueue(many(300)), Pager()

    class Slow(FakeQueue):
        async def jobs(self, *arguments: object, **named: object):  # type: ignore[no-untyped-def]
            page = await super().jobs(*arguments, **named)  # type: ignore[arg-type]
            if not pager.view.filter.terms:
                pager.begin(View(filter=parse_filter("status:failed")))
            return page

    slow = Slow(queue.rows.values())
    await pager.work(slow)
    assert shown(pager).jobs == ()
    assert not shown(pager).loaded
    assert (await work(pager, slow)).loaded


async def test_while_frozen_rows_stay_and_what_comes_in_is_counted() -> None:
    queue, pager = FakeQueue(many(50)), Pager()
    await work(pager, queue)
    pager.freeze(True)
    queue.put(*(replace(numbered(0), id=job_id(900 + number), created_at=queue.now) for number in range(3)))
    queue.put(replace(numbered(10), status=JobStatus.FAILED))
    await pager.refresh(queue)
    window = shown(pager)
    assert numbers(window.jobs) == list(range(50))
    assert window.jobs[10].status is JobStatus.QUEUED
    assert (window.frozen, window.new) == (True, 3)
    pager.freeze(False)
    await pager.refresh(queue)
    assert len(shown(pager).jobs) == 53


async def test_what_the_database_has_against_a_list_is_part_of_the_window() -> None:
    queue, pager = FakeQueue(many(5)), Pager()
    queue.error = InvalidInput("This pattern cannot be understood.")
    window = await work(pager, queue)
    assert window.error == "This pattern cannot be understood."
    queue.error = None
    pager.begin(View())
    assert (await work(pager, queue)).error is None


async def test_a_lost_connection_is_not_the_lists_fault() -> None:
    queue, pager = FakeQueue(many(5)), Pager()
    queue.error = AnswerLost("gone")
    with pytest.raises(AnswerLost):
        await pager.work(queue)
    assert pager.busy
    queue.error = None
    assert len((await work(pager, queue)).jobs) == 5


async def test_without_news_the_window_stays_the_same_object() -> None:
    queue, pager = FakeQueue(many(5)), Pager()
    window = await work(pager, queue)
    await pager.refresh(queue)
    assert pager.window(window, None) is window

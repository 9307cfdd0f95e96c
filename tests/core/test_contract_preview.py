"""What a change of configuration would mean, before it is made."""

import pytest

from queue_core.errors import InvalidInput
from queue_core.models import FieldChange, JsonValue, Operation
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.jobs import ACTOR, claim, completion, enqueue, worker


async def test_a_preview_tells_slots_backlog_and_alerts_and_changes_nothing(queue: Queue, clock: Clock) -> None:
    await queue.configure({"max_concurrent_renders": 10, "peak_worker_multiplier": 1}, actor=ACTOR)
    worker_id = await worker(queue)
    await enqueue(queue, 6)
    leases = await claim(queue, worker_id)
    await clock.advance(25)
    await queue.complete(worker_id, [completion(lease) for lease in leases[:4]])
    await enqueue(queue, 12)
    before = await queue.config()

    changes: dict[str, JsonValue] = {
        "max_concurrent_renders": 3,
        "alert_queue_depth": 11,
        "types": {"doubt": {"limit": 2, "paused": True}},
    }
    found = await queue.preview(changes)
    assert (found.slots_before, found.slots_after, found.manim_before, found.manim_after) == (10, 3, 4, 4)
    assert (found.running, found.ready) == (2, 12)
    assert found.run_p50_seconds == pytest.approx(25)
    assert found.backlog_before_seconds == pytest.approx(12 * 25 / 10)
    assert found.backlog_after_seconds == pytest.approx(12 * 25 / 3)
    assert [(alert.code, alert.threshold) for alert in found.alerts_after] == [("depth", 11)]
    assert found.changes == (
        FieldChange(field="alert_queue_depth", before="20", after="11"),
        FieldChange(field="doubt.limit", before=None, after="2"),
        FieldChange(field="doubt.paused", before="false", after="true"),
        FieldChange(field="max_concurrent_renders", before="10", after="3"),
    )
    assert await queue.config() == before
    assert "configure" in [operation.verb for operation in await _operations(queue)]
    assert len(await _operations(queue)) == 1, "nothing of it is in the audit log"


async def test_what_is_foreseen_is_what_configure_makes(direct_queue: Queue) -> None:
    changes: dict[str, JsonValue] = {
        "max_concurrent_renders": "007",
        "peak_hour_start": "7:30",
        "peak_worker_multiplier": "1.50",
        "types": {
            "doubt": {"timeout_minutes": "2.50", "default_priority": "low", "example": None},
            "unheard of": {"limit": "03", "resource": ""},
        },
    }
    foreseen = (await direct_queue.preview(changes)).changes
    await direct_queue.configure(changes, actor=ACTOR)
    made = (await direct_queue.preview(changes)).changes
    assert [change.after for change in foreseen] == [change.before for change in made]
    assert [change.before for change in made] == [change.after for change in made]
    assert [(change.field, change.before, change.after) for change in foreseen if change.field[0] != "d"] == [
        ("max_concurrent_renders", "10", "7"),
        ("peak_hour_start", "06:00:00", "07:30:00"),
        ("peak_worker_multiplier", "1.5", "1.50"),
        ("unheard of.limit", None, "3"),
        ("unheard of.resource", None, None),
    ]


async def test_a_worker_is_alive_in_it_for_as_long_as_the_lease_that_is_asked_about(
    direct_queue: Queue, clock: Clock
) -> None:
    await worker(direct_queue)
    await enqueue(direct_queue)
    await clock.advance(50)

    async def alerts(lease_seconds: int) -> list[str]:
        return [alert.code for alert in (await direct_queue.preview({"lease_seconds": lease_seconds})).alerts_after]

    assert await alerts(60) == []
    assert await alerts(45) == ["no_worker"]
    await clock.advance(20)
    assert await alerts(60) == ["no_worker"]
    assert await alerts(90) == []


async def test_with_no_slot_the_backlog_takes_for_ever(direct_queue: Queue) -> None:
    await enqueue(direct_queue)
    found = await direct_queue.preview({"max_concurrent_renders": 0})
    assert (found.slots_after, found.run_p50_seconds, found.backlog_after_seconds) == (0, None, None)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "names at least one field"),
        ({"nothing": 1}, 'no configuration field "nothing"'),
        ({"max_manim_renders": -1}, "max_manim_renders takes a whole number"),
        ({"lease_seconds": 15}, "three heartbeats long"),
        ({"types": {"doubt": {"limit": "many"}}}, "limit takes a whole number"),
    ],
)
async def test_a_preview_refuses_what_configure_refuses(
    direct_queue: Queue, changes: dict[str, JsonValue], sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        await direct_queue.preview(changes)
    with pytest.raises(InvalidInput, match=sentence):
        await direct_queue.configure(changes, actor=ACTOR)


async def _operations(queue: Queue) -> tuple[Operation, ...]:
    return (await queue.operations()).operations

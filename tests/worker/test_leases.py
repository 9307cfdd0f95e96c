"""P5: leases are counted from before the request, and given up before they end."""

import asyncio

import pytest

from queue_worker.leases import Held, Leases, Stop
from tests.worker.conftest import FakeTime
from tests.worker.contexts import lease


def running(leases: Leases, time: FakeTime, **fields: float) -> Held:
    held = leases.hold(lease(**fields), sent_at=time.seconds)
    held.task = asyncio.create_task(forever())
    return held


async def forever() -> None:
    await asyncio.Event().wait()


async def test_the_fence_stops_a_call_before_its_lease_ends(time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_worker.leases.FENCE_TICK_SECONDS", 0.01)
    leases = Leases()
    held, proved = running(leases, time), running(leases, time)
    fence = asyncio.create_task(leases.fence())

    time.seconds += 54
    await asyncio.sleep(0.05)
    assert not fence.done()
    assert [each.stop for each in leases] == [None, None]
    leases.renew([proved.lease.token], sent_at=time.seconds, lease_seconds=60)
    time.seconds += 2
    assert held.task is not None
    with pytest.raises(asyncio.CancelledError):
        await held.task

    assert [each.stop for each in leases] == [Stop.UNPROVED, None]
    fence.cancel()


async def test_a_machine_that_was_suspended_finds_its_leases_old(
    time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock has jumped while no timer ran."""
    monkeypatch.setattr("queue_worker.leases.FENCE_TICK_SECONDS", 0.01)
    leases = Leases()
    held = running(leases, time)
    fence = asyncio.create_task(leases.fence())

    time.seconds += 3600
    assert held.task is not None
    with pytest.raises(asyncio.CancelledError):
        await held.task
    fence.cancel()


async def test_a_heartbeat_that_was_sent_before_another_does_not_shorten_a_lease(time: FakeTime) -> None:
    leases = Leases()
    held = leases.hold(lease(), sent_at=time.seconds)

    leases.renew([held.lease.token], sent_at=time.seconds + 30, lease_seconds=60)
    leases.renew([held.lease.token], sent_at=time.seconds + 15, lease_seconds=60)

    assert held.expires_at == time.seconds + 90


async def test_a_call_that_has_ended_is_not_stopped_and_one_is_stopped_once(time: FakeTime) -> None:
    leases = Leases()
    settled, stopped = leases.hold(lease(), sent_at=time.seconds), leases.hold(lease(), sent_at=time.seconds)
    settled.settled = True

    assert not settled.end(Stop.LOST)
    assert stopped.end(Stop.CANCELLED)
    assert not stopped.end(Stop.LOST)
    assert stopped.stop is Stop.CANCELLED
    beats = {beat.token: beat.cancel_acknowledged for beat in leases.beats()}
    assert beats == {settled.lease.token: False, stopped.lease.token: True}


async def test_dropping_frees_the_slot_once(time: FakeTime) -> None:
    leases, freed = Leases(), []
    leases.on_change = lambda: freed.append(1)
    held = leases.hold(lease(), sent_at=time.seconds)
    assert not leases.empty.is_set()

    leases.drop(held.lease.token)
    leases.drop(held.lease.token)

    assert freed == [1]
    assert leases.empty.is_set()
    assert leases.find(held.lease.token) is None


@pytest.mark.parametrize(
    ("share", "kept"), [(0.5, 0.5), (0, 0), (1, 1), (-0.1, None), (1.1, None), (float("nan"), None)]
)
def test_progress_out_of_range_is_ignored(share: float, kept: float | None) -> None:
    held = Held(lease(), claimed_at=0, expires_at=0)

    held.report_progress(share)

    assert held.progress == kept

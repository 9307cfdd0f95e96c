from dataclasses import replace

import pytest

from queue_core.models import Condition, Identity, JobStatus
from queue_tui.deeds.permitted import permitted, refusal
from tests.tui.samples import a_job

OPERATOR = Identity(role="queue_operator", can_operate=True, can_work=False, read_only=False, server="18.4")
ACTIONS = ("retry", "cancel", "delete", "edit_copy")


@pytest.mark.parametrize(
    ("status", "condition", "actions"),
    [
        (JobStatus.QUEUED, None, {"cancel", "delete", "edit_copy"}),
        (JobStatus.QUEUED, Condition.SCHEDULED, {"retry", "cancel", "delete", "edit_copy"}),
        (JobStatus.QUEUED, Condition.RETRYING, {"retry", "cancel", "delete", "edit_copy"}),
        (JobStatus.PROCESSING, None, {"cancel", "edit_copy"}),
        (JobStatus.PROCESSING, Condition.CANCELLING, {"edit_copy"}),
        (JobStatus.COMPLETED, None, {"retry", "delete", "edit_copy"}),
        (JobStatus.FAILED, Condition.HELD, {"retry", "delete", "edit_copy"}),
        (JobStatus.CANCELLED, None, {"retry", "delete", "edit_copy"}),
    ],
)
def test_what_makes_sense_is_offered(status: JobStatus, condition: Condition | None, actions: set[str]) -> None:
    job = a_job(status=status, condition=condition)
    assert {action for action in ACTIONS if permitted(action, job, OPERATOR)} == actions


@pytest.mark.parametrize("status", list(JobStatus))
@pytest.mark.parametrize("condition", [None, *Condition])
@pytest.mark.parametrize("action", ["retry", "cancel", "delete", "edit", "force_cancel"])
def test_what_is_not_offered_says_why_and_nothing_else_does(
    action: str, status: JobStatus, condition: Condition | None
) -> None:
    job = a_job(status=status, condition=condition)
    said = refusal(action, job)
    assert bool(said) is not permitted(action, job, OPERATOR)
    assert not said or (said.startswith("It is ") and said.endswith("."))


def test_a_viewer_is_offered_nothing() -> None:
    viewer = replace(OPERATOR, can_operate=False)
    assert not any(permitted(action, a_job(), viewer) for action in ACTIONS)


def test_nothing_can_be_done_with_a_job_that_is_not_there() -> None:
    assert not any(permitted(action, None, OPERATOR) for action in ACTIONS)


def test_before_it_is_known_who_one_is_the_database_decides() -> None:
    assert permitted("cancel", a_job(), None)

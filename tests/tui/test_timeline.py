from dataclasses import replace

from queue_core.models import JobDetail, JobOperation, JobStatus, Outcome
from queue_tui.words.timeline import timeline
from tests.tui.samples import (
    a_completed_detail,
    a_detail,
    a_failed_detail,
    a_job,
    a_running_detail,
    ago,
    an_attempt,
    an_event,
)


def told(detail: JobDetail) -> list[str]:
    return [moment.text for moment in timeline(detail)]


def test_a_job_that_waits_was_created() -> None:
    assert told(a_detail()) == ["created"]


def test_a_whole_life_is_told_in_order() -> None:
    assert told(a_failed_detail()) == [
        "created by web",
        "attempt 1 began on vps1, after waiting 2s",
        "attempt 1 failed after 2m 07s: the service failed (HTTP 500)",
        "set to cancelled by root@vps1",
        "put back into the queue by root@vps1",
        "attempt 2 began on vps1, after waiting 5m 01s",
        "attempt 2 timed out after 50s: it took too long",
        "attempt 3 began on vps2, after waiting 2m 00s",
        "attempt 3 was interrupted after 40s: its worker was stopped; not counted",
        "attempt 4 began on vps1, after waiting 2m 10s",
        "attempt 4 failed after 1m 08s: the service failed (HTTP 500)",
    ]


def test_times_never_go_back() -> None:
    for detail in (a_failed_detail(), a_completed_detail(), a_running_detail()):
        times = [moment.at for moment in timeline(detail)]
        assert times == sorted(times)


def test_a_change_by_a_program_without_a_name_is_told_as_such() -> None:
    detail = a_detail(
        a_job(status=JobStatus.CANCELLED),
        events=(an_event(900, None, JobStatus.QUEUED), an_event(10, JobStatus.QUEUED, JobStatus.CANCELLED)),
    )
    assert told(detail) == ["created", "set to cancelled by another program"]


def test_a_take_over_that_no_attempt_explains_is_told() -> None:
    """An old worker beside the new one keeps no attempts."""
    detail = a_detail(
        events=(an_event(900, None, JobStatus.QUEUED), an_event(60, JobStatus.QUEUED, JobStatus.PROCESSING))
    )
    assert told(detail) == ["created", "set to processing by another program"]


def test_a_planned_start_and_a_parent_belong_to_the_beginning() -> None:
    job = a_job(run_at=ago(-300), parent_id="aaaaaaaa-0000-4000-8000-000000000001")
    [text] = told(a_detail(job))
    assert text == "created, copied from aaaaaaaa-0000-4000-8000-000000000001, to run 20m 00s later"


def test_a_request_to_cancel_is_told_until_the_job_ends() -> None:
    from queue_core.models import Condition

    assert told(a_running_detail(condition=Condition.CANCELLING))[-1] == "cancel requested"


def test_a_cancel_says_who_asked_for_it_and_a_forced_one_why_even_when_it_is_over() -> None:
    forced = an_attempt(1, 90, 20, outcome=Outcome.CANCELLED, category=None, exception_type="CancelledByForce")
    asked = JobOperation(id=7, verb="cancel", effect="requested", actor="asha@vps", reason=None, at=ago(60))
    by = JobOperation(id=8, verb="force_cancel", effect="done", actor="ben@vps", reason="vps1 has burnt", at=ago(20))
    detail = a_detail(a_job(status=JobStatus.CANCELLED), attempts=(forced,), operations=(asked, by))
    assert told(detail)[-2:] == [
        "cancel requested by asha@vps",
        "attempt 1 was cancelled after 1m 10s, by force by ben@vps: vps1 has burnt; no process was stopped",
    ]
    planned = replace(asked, at=ago(600))
    moments = timeline(replace(detail, operations=(planned, by)))
    assert [moment.text[:9] for moment in moments[-3:]] == ["attempt 1", "cancel re", "attempt 1"], "a plan is older"


def test_only_ends_have_the_colour_of_their_status() -> None:
    moments = timeline(a_detail(attempts=(an_attempt(1, 50, 20, outcome=Outcome.CANCELLED, category=None),)))
    assert [moment.status for moment in moments] == [JobStatus.QUEUED, JobStatus.PROCESSING, JobStatus.CANCELLED]

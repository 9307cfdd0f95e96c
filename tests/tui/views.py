"""What the views beside the jobs show in tests: a day of the queue, failures, operations."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from queue_core.models import (
    Alert,
    Block,
    Category,
    Effect,
    Explanation,
    FailureDetail,
    FailureGroup,
    Failures,
    Followed,
    Found,
    JobId,
    JobStatus,
    Operation,
    OperationDetail,
    OperationId,
    OperationPage,
    OperationState,
    Overview,
    Period,
    Plan,
    Preview,
    Priority,
    Reason,
    Slice,
    Spread,
    Target,
    Trait,
    TypeNumbers,
)
from tests.tui.samples import NOW, ago
from tests.tui.some_jobs import job_id

NONE = Spread(number=0, p50_seconds=None, p95_seconds=None)


def a_spread(number: int = 100, p50: float = 125.0, p95: float = 290.0) -> Spread:
    """Lengths of time."""
    return Spread(number=number, p50_seconds=p50, p95_seconds=p95)


def a_period(slices: int, slice_seconds: int) -> Period:
    """A period in which a little of everything happened."""
    return Period(
        slice_seconds=slice_seconds,
        slices=tuple(
            Slice(
                at=NOW - timedelta(seconds=slice_seconds * (slices - index)),
                enqueued=(index * 5) % 9,
                completed=(index * 7) % 11,
                failed=int(index % 17 == 0),
                wait=a_spread(3, 20.0 + index, 60.0 + 2 * index),
                run=a_spread(3, 100.0 + index, 200.0 + 2 * index),
            )
            for index in range(slices)
        ),
        enqueued=4 * slices,
        completed=5 * slices,
        failed=slices // 17,
        wait=a_spread(p50=45.0, p95=180.0),
        run=a_spread(),
    )


def some_types() -> tuple[TypeNumbers, ...]:
    """The three of production."""
    common = {"held": 0, "limit": None, "paused": False, "wait": a_spread(p50=45.0, p95=180.0), "run": a_spread()}
    rows = (
        ("doubt", {"high": 3, "medium": 980, "low": 17}, 3, 210, 8, 4012, 61),
        ("daily_ca", {"high": 0, "medium": 200, "low": 4}, 1, 40, 2, 96, 4),
        ("topic_short", {"high": 0, "medium": 0, "low": 0}, 0, 55, 0, 800, 9),
    )
    return tuple(
        TypeNumbers(
            job_type=name,
            queued=queued,
            processing=processing,
            completed_hour=good_hour,
            failed_hour=bad_hour,
            completed_day=good_day,
            failed_day=bad_day,
            **common,  # type: ignore[arg-type]
        )
        for name, queued, processing, good_hour, bad_hour, good_day, bad_day in rows
    )


def an_overview(**changes: Any) -> Overview:
    """A queue with more waiting than it should have."""
    overview = Overview(
        now=NOW,
        hour=a_period(60, 60),
        day=a_period(96, 900),
        types=some_types(),
        alerts=(
            Alert(code="depth", subject=None, value=1193, threshold=20, sentence="1,193 jobs ready, more than 20"),
            Alert(
                code="worker_failing",
                subject="vps2",
                value=4,
                threshold=3,
                sentence="vps2 has failed 4 times in a row",
            ),
        ),
        backlog_seconds=14_400.0,
        per_minute=4.97,
    )
    return replace(overview, **changes)


def a_group(**changes: Any) -> FailureGroup:
    """Timeouts."""
    group = FailureGroup(
        fingerprint="9c1e07aa",
        exception_type="ReadTimeout",
        category=Category.TIMEOUT,
        message="no answer from http://orchestrator:8103/render within 600 s",
        hour=12,
        day=40,
        week=61,
        first_seen=ago(4 * 86400),
        last_seen=ago(95),
        types={"doubt": 50, "daily_ca": 11},
        failed_jobs=38,
        example=job_id(9),
    )
    return replace(group, **changes)


def some_failures() -> Failures:
    """Three groups."""
    return Failures(
        groups=(
            a_group(),
            a_group(
                fingerprint="41bb0c2d",
                exception_type="InvalidInput",
                category=Category.INVALID_INPUT,
                message="HTTP 422: 'length' must be between 10 and 600\x1b[2J, was 0",
                hour=2,
                day=2,
                week=9,
                last_seen=ago(478),
                types={"topic_short": 9},
                failed_jobs=2,
                example=job_id(12),
            ),
            a_group(
                fingerprint="00000002",
                exception_type="WorkerLost",
                category=Category.LOST,
                message="Worker vps2 stopped proving its lease",
                hour=0,
                day=1,
                week=1,
                last_seen=ago(30_000),
                types={"doubt": 1},
                failed_jobs=0,
                example=job_id(10),
            ),
        ),
        capped=False,
        now=NOW,
    )


def a_failure(group: FailureGroup | None = None) -> FailureDetail:
    """A group, whose payloads have two things in common."""
    return FailureDetail(
        group=group or a_group(),
        stack="Traceback (most recent call last):\n  ...\nReadTimeout: no answer",
        http_status=None,
        excerpt=None,
        per_hour=tuple(hour % 5 for hour in range(24)),
        traits=(
            Trait(path="style", value="cinematic", failing=38, completed=2),
            Trait(path="options.voice", value=None, failing=31, completed=12),
        ),
        failing_looked_at=38,
        completed_looked_at=200,
        jobs=(job_id(9), job_id(10)),
        now=NOW,
    )


def an_operation(number: int = 12, **changes: Any) -> Operation:
    """A retry of forty jobs."""
    operation = Operation(
        id=OperationId(number),
        verb="retry",
        actor="anna@vps",
        reason="orchestrator is back",
        at=ago(600),
        state=OperationState.APPLIED,
        filter="status:failed category:timeout",
        detail={},
        total=41,
        planned=0,
        done=40,
        requested=0,
        skipped=1,
        skip_reasons={"it is being processed": 1},
        is_complete=True,
        undoable=True,
        undone_by=None,
        undo_state=None,
        run_again=0,
        undoes=None,
    )
    return replace(operation, **changes)


def some_operations() -> OperationPage:
    """A retry that can be undone, a change of limits, a delete, a plan that was halted."""
    return OperationPage(
        operations=(
            an_operation(15, verb="cancel", state=OperationState.HALTED, total=500, planned=300, done=200, skipped=0),
            an_operation(14, at=ago(900)),
            an_operation(
                13,
                verb="configure",
                at=ago(4000),
                filter=None,
                total=0,
                done=0,
                skipped=0,
                skip_reasons={},
                detail={
                    "changes": {"max_concurrent_renders": 3},
                    "before": {"max_concurrent_renders": 10},
                    "after": {"max_concurrent_renders": 3},
                },
            ),
            an_operation(12, verb="delete", at=ago(90_000), undoable=False, done=3, total=3, skipped=0),
        ),
        more=False,
        now=NOW,
    )


def an_operation_detail(operation: Operation | None = None) -> OperationDetail:
    """What became of a retry; of what is not about jobs, nothing."""
    shown = operation or an_operation(14)
    if not shown.total:
        return OperationDetail(operation=shown, targets=(), followed=None, found=None, now=NOW)
    return OperationDetail(
        operation=shown,
        targets=(
            Target(
                job_id=job_id(1),
                effect=Effect.SKIPPED,
                skip_reason="it is being processed",
                before={"status": "processing"},
                after=None,
            ),
            Target(
                job_id=job_id(9),
                effect=Effect.DONE,
                skip_reason=None,
                before={"status": "failed"},
                after={"status": "queued"},
            ),
        ),
        followed=Followed(statuses={"completed": 38, "failed": 2}, failed_again=2, failed_otherwise=0, capped=False),
        found=found() if shown.state is OperationState.PLANNED else None,
        now=NOW,
    )


def found() -> Found:
    """What kinds of jobs a plan of 40 is about."""
    return Found(
        types={"doubt": 35, "daily_ca": 5}, statuses={"failed": 40}, oldest=ago(86_400), newest=ago(120), searched=1200
    )


def a_plan(operation: Operation | None = None, **changes: Any) -> Plan:
    """A retry that has not begun."""
    planned = operation or an_operation(16, state=OperationState.PLANNED, planned=40, done=0)
    plan = Plan(operation=planned, **{field.name: getattr(found(), field.name) for field in fields(Found)})
    return replace(plan, **changes)


def a_preview(**changes: Any) -> Preview:
    """Fewer slots."""
    preview = Preview(
        slots_before=10,
        slots_after=3,
        manim_before=4,
        manim_after=4,
        running=5,
        ready=1193,
        run_p50_seconds=125.0,
        backlog_before_seconds=14_912.0,
        backlog_after_seconds=49_708.0,
        alerts_after=(),
        changes=(),
    )
    return replace(preview, **changes)


def an_explanation(job: JobId, **changes: Any) -> Explanation:
    """Behind others, and all slots in use."""
    explanation = Explanation(
        job_id=job,
        status=JobStatus.QUEUED,
        reasons=(
            Reason(block=Block.LIMIT, used=10, limit=10),
            Reason(block=Block.BEHIND, ahead={Priority.HIGH: 212, Priority.MEDIUM: 3, Priority.LOW: 0}),
        ),
        start_in_seconds=2580.0,
        per_minute=5.0,
        now=NOW,
    )
    return replace(explanation, **changes)

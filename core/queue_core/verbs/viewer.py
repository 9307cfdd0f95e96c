"""What can be asked of the queue."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from queue_core.filters import Filter
from queue_core.models import (
    Alert,
    Changes,
    Cursor,
    Explanation,
    FailureDetail,
    Failures,
    FailureSort,
    Identity,
    JobCount,
    JobDetail,
    JobId,
    JobPage,
    JsonValue,
    OperationDetail,
    OperationId,
    OperationPage,
    Overview,
    Payloads,
    Preview,
    QueueConfig,
    QueueMetrics,
    SchemaVersion,
    Stats,
    Worker,
)
from queue_core.verbs.calls import Calls


class ViewerVerbs(Calls):
    """Nothing here changes anything."""

    async def jobs(
        self,
        filter: Filter | None = None,
        *,
        sort: str = "created",
        descending: bool = True,
        cursor: Cursor | None = None,
        backward: bool = False,
        limit: int = 100,
    ) -> JobPage:
        """One page (1 to 1,000) of the jobs that match, in the order of `sort`: created, updated or queue.

        `cursor` is the place after which to read; with `backward` the place before which. The page is
        always in the order of the list.
        """
        return await self._call(
            JobPage,
            "queue_jobs",
            terms=(filter or Filter()).as_json(),
            sort=sort,
            descending=descending,
            cursor=None if cursor is None else asdict(cursor),
            backward=backward,
            page_size=limit,
        )

    async def count(self, filter: Filter | None = None) -> JobCount:
        """How many jobs match, up to 10,000."""
        return await self._call(JobCount, "queue_counts", terms=(filter or Filter()).as_json())

    async def job(self, job_id: JobId) -> JobDetail:
        """One job with everything known about it. Raises NotFound.

        The beginning of an id, from four characters, is enough where it is unique; InvalidInput where not.
        """
        return await self._call(JobDetail, "queue_job", job_id=job_id)

    async def payloads(self, job_ids: Sequence[JobId], *, most_bytes: int) -> Payloads:
        """The payloads of these jobs (1,000 at most), in their order: as many as fit, and one at least.

        `most_bytes`: of JSON text. Where `read` says that not all were looked at, call again with the others.
        """
        return await self._call(Payloads, "queue_payloads", ids=list(job_ids), most_bytes=most_bytes)

    async def stats(self) -> Stats:
        """The numbers at the top of the screen, at a cost that does not grow with history."""
        return await self._call(Stats, "queue_stats")

    async def overview(self) -> Overview:
        """The last hour and day, by type, and what is beyond its threshold; for a screen that shows it."""
        return await self._call(Overview, "queue_overview")

    async def alerts(self) -> tuple[Alert, ...]:
        """What is beyond its threshold now; the thresholds are fields of the configuration."""
        return await self._call(tuple[Alert, ...], "queue_alerts")

    async def failures(self, sort: FailureSort = FailureSort.LAST) -> Failures:
        """Failed attempts of the last 7 days, grouped by fingerprint; the first 100 groups in this order."""
        return await self._call(Failures, "queue_failures", sort=sort.value)

    async def failure(self, fingerprint: str) -> FailureDetail:
        """One group, and what its payloads have in common that completed ones have not. Raises NotFound."""
        return await self._call(FailureDetail, "queue_failure", fingerprint=fingerprint)

    async def explain(self, job_id: JobId) -> Explanation:
        """Why a job is not running. The beginning of an id is enough, as for `job`. Raises NotFound."""
        return await self._call(Explanation, "queue_explain", job_id=job_id)

    async def operations(
        self, *, before: OperationId | None = None, verb: str | None = None, actor: str | None = None, limit: int = 100
    ) -> OperationPage:
        """The audit log, newest first: 1 to 1,000 operations older than `before`.

        Enqueues are left out unless `verb` asks for them: programs make thousands of them.
        """
        return await self._call(
            OperationPage, "queue_operations", before=before, verb=verb, actor=actor, page_size=limit
        )

    async def operation(self, operation_id: OperationId) -> OperationDetail:
        """One operation, its targets, and what has become of them. Raises NotFound."""
        return await self._call(OperationDetail, "queue_operation", operation_id=operation_id)

    async def metrics(self) -> QueueMetrics:
        """The numbers that monitoring reads; where workers sweep, up to a minute old. Workers may ask too."""
        return await self._call(QueueMetrics, "queue_metrics")

    async def workers(self) -> tuple[Worker, ...]:
        """Workers seen within the last day, those alive first."""
        return await self._call(tuple[Worker, ...], "queue_workers")

    async def config(self) -> QueueConfig:
        """Limits, times and types."""
        return await self._call(QueueConfig, "queue_config")

    async def preview(self, changes: Mapping[str, JsonValue]) -> Preview:
        """What a change of configuration would mean; nothing is changed. Raises InvalidInput as configure does."""
        return await self._call(Preview, "queue_preview", changes=dict(changes))

    async def changes(self, cursor: str | None) -> Changes:
        """What changed since the cursor; None starts one, with nothing changed."""
        return await self._call(Changes, "queue_changes", since=cursor)

    async def whoami(self) -> Identity:
        """Who the database takes us for, and what that role may do."""
        return await self._call(Identity, "queue_whoami")

    async def version(self) -> SchemaVersion:
        """What is installed. Raises SchemaMismatch where nothing is."""
        return await self._call(SchemaVersion, "queue_version")

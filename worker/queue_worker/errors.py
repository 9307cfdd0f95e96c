"""What a handler raises to say why a job could not be done.

JobError                    category, and for HTTP the status, an excerpt and Retry-After
└── UnexpectedAnswer        the orchestrator answered something else than a result
"""

from queue_core.models import Category


class JobError(Exception):
    """A job could not be done, for a reason that the queue has a category for.

        raise JobError("The chapter has no text.", category=Category.INVALID_INPUT)   # not retried
        raise JobError("Quota used up.", category=Category.OVERLOADED, retry_after_seconds=120)

    Any other exception has the category handler_error, which is counted and retried; httpx's and
    Python's own connection errors and timeouts get the category that fits them.
    """

    def __init__(
        self,
        message: str,
        *,
        category: Category,
        http_status: int | None = None,
        excerpt: str | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(message)
        self.category = category
        self.http_status = http_status
        self.excerpt = excerpt
        """The beginning of what the service answered."""
        self.retry_after_seconds = retry_after_seconds
        """When the service asked to be tried again; bounded by the queue."""


class UnexpectedAnswer(JobError):
    """The service answered, but not with a result."""

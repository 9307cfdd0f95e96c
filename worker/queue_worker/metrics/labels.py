"""Label values that are bounded in number and length, whatever the data is.

Each value of a label is a time series that Prometheus keeps for weeks, and types of jobs are data:
whoever may enqueue makes them up.
"""

from queue_core.text import clean

MOST_TYPES = 100
LONGEST_TYPE = 60
OTHER = "other"
"""Stands for all types beyond the first hundred."""


class TypeLabels:
    """The label of each job type. First come, first kept, so that no series changes its meaning."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}

    def __call__(self, job_type: str) -> str:
        """The label's value; several types can share one."""
        beginning = job_type[: 2 * LONGEST_TYPE]
        label = self._labels.get(beginning)
        if label is not None:
            return label
        if len(self._labels) >= MOST_TYPES:
            return OTHER
        return self._labels.setdefault(beginning, clean(beginning, LONGEST_TYPE) or OTHER)

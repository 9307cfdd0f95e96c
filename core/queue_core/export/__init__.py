"""Writes what a filter shows as JSON lines or CSV, in memory that does not grow with the number of jobs.

    exported = await export_file(queue, parse_filter("status:failed"), Path("failed.csv"), Format.CSV, tell=show)

Reading order: `rows` (a job as a line), `pages` (all that match, page after page), `files` (nothing half under
the final name).
"""

from queue_core.export.files import export_file, texts
from queue_core.export.pages import JobLists, Progress, matching
from queue_core.export.rows import COLUMNS, Format, head, lines

__all__ = ["COLUMNS", "Format", "JobLists", "Progress", "export_file", "head", "lines", "matching", "texts"]

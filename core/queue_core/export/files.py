"""A file that is there whole or not at all, and that nobody else may read."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BufferedWriter
from pathlib import Path

from queue_core.errors import ExportFailed
from queue_core.export.pages import JobLists, Progress, matching, payloads_of
from queue_core.export.rows import Format, head, lines
from queue_core.filters import Filter
from queue_core.models import Job


async def export_file(
    queue: JobLists,
    filter: Filter,
    path: Path,
    format: Format,
    *,
    limit: int | None = None,
    payload: bool = False,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> Progress:
    """Write the jobs that match to `path`, newest first; a file that is there already is replaced at the end.

    `payload`: with what each was given to do.

    `tell` hears of every page. Whatever ends the export before that leaves `path` as it was.
    Raises ExportFailed, and what `matching` raises. Lines are made and written in threads: an event loop may be
    drawing.
    """
    progress = Progress()
    with _whole(path) as file:
        file.write(head(format, payload=payload).encode())
        async for page in matching(queue, filter, limit=limit):
            async for text in texts(queue, format, page.jobs, payload=payload):
                await asyncio.to_thread(file.write, text.encode(errors="replace"))
            progress = progress.after(page)
            tell(progress)
        await asyncio.to_thread(_reach_disk, file)
    return progress


async def texts(queue: JobLists, format: Format, jobs: Sequence[Job], *, payload: bool = False) -> AsyncIterator[str]:
    """The lines of a page; with payloads, no more of them at a time than memory is meant to hold."""
    if not payload:
        yield await asyncio.to_thread(lines, format, jobs)
        return
    async for some, payloads in payloads_of(queue, jobs):
        yield await asyncio.to_thread(lines, format, some, payloads)


@contextmanager
def _whole(path: Path) -> Iterator[BufferedWriter]:
    """A file that takes the name when all has gone well, and disappears when not."""
    try:
        target = path.expanduser().resolve()
        if target.exists() and not target.is_file():
            raise ExportFailed(f"{path} is no ordinary file: nothing was written.")
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:60]}.", suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
            Path(name).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except (OSError, RuntimeError) as error:
        raise ExportFailed(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}.") from error


def _reach_disk(file: BufferedWriter) -> None:
    file.flush()
    os.fsync(file.fileno())

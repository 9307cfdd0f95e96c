"""Where every thread and every task is, for whoever has to find out why a worker hung. Places in the code, no data."""

import asyncio
import faulthandler
import os
from collections.abc import Iterator
from typing import Any

MOST_TASKS = 200
DEEPEST = 30


def dump(loop: asyncio.AbstractEventLoop, descriptor: int = 2) -> None:
    """Write them to a file descriptor, from another thread than the loop's."""
    faulthandler.dump_traceback(descriptor, all_threads=True)
    for task in list(asyncio.all_tasks(loop))[:MOST_TASKS]:
        lines = [f"\nTask {task.get_name()}:", *_places(task.get_coro())]
        os.write(descriptor, "\n".join([*lines, ""]).encode("utf-8", "backslashreplace"))


def _places(awaited: Any) -> Iterator[str]:
    """From the task's own coroutine inwards to what it waits for."""
    for _ in range(DEEPEST):
        frame = getattr(awaited, "cr_frame", None)
        if frame is None:
            return
        yield f'  File "{frame.f_code.co_filename}", line {frame.f_lineno} in {frame.f_code.co_qualname}'
        awaited = awaited.cr_await

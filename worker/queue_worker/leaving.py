"""Ending the process for certain."""

import logging
import os
from typing import NoReturn

from queue_worker.exitcodes import ExitCode
from queue_worker.log import DroppingHandler

LOG_SECONDS = 1.0


def leave(code: ExitCode) -> NoReturn:
    """End the process now, after the log has been written out.

    Python would first wait for every thread that a handler has left behind, and asyncio for every task
    that ignores its cancellation; a worker that was told to stop must not depend on either.
    """
    for handler in logging.getLogger().handlers:
        if isinstance(handler, DroppingHandler):
            handler.finish(LOG_SECONDS)
    os._exit(code)

"""What every command does around its work: settings, log, signals, exit code."""

import asyncio
import faulthandler
import os
import sys
from collections.abc import Awaitable, Callable
from typing import NoReturn

import click

from queue_core.errors import QueueError
from queue_core.settings import Settings
from queue_worker import log
from queue_worker.exitcodes import ExitCode
from queue_worker.leaving import leave
from queue_worker.redaction import Redactor
from queue_worker.settings import WorkerSettings
from queue_worker.signals import StopSignals

Work = Callable[[StopSignals], Awaitable[ExitCode]]


def refuse(error: QueueError, redact: Redactor | None = None) -> NoReturn:
    """End before anything was started: one sentence, and the error's exit code."""
    click.echo((redact or Redactor())(str(error)), err=True)
    sys.exit(error.exit_code)


def redactor(settings: Settings | None = None, worker: WorkerSettings | None = None) -> Redactor:
    """A redactor that knows every secret this process was given."""
    secrets = [
        secret.get_secret_value()
        for secret in (
            settings and settings.database_url,
            settings and settings.supabase_key,
            worker and worker.orchestrator_token,
        )
        if secret
    ]
    return Redactor([*secrets, os.environ.get("PGPASSWORD", "")])


def run_until_stopped(work: Work, redact: Redactor, *, end_with_stdin: bool = False) -> None:
    """Run the work under our signals and log, and end the process with its exit code; does not return."""
    log.start(redact)
    faulthandler.enable()

    async def guarded() -> NoReturn:
        try:
            stop = StopSignals()
            stop.install()
            if end_with_stdin:
                stop.end_with_stdin()
            code = await work(stop)
        except QueueError as error:
            click.echo(redact(str(error)), err=True)
            code = ExitCode(error.exit_code)
        except Exception:  # noqa: BLE001 - the last line of the process
            log.log.exception("crashed")
            code = ExitCode.NOT_DONE
        leave(code)  # from in here: asyncio would wait for threads that handlers have left behind

    asyncio.run(guarded())

"""`queue-worker demo-orchestrator`: the stand-in for the Video Orchestrator."""

import sys
from pathlib import Path
from typing import Any

import click

from queue_core.errors import ConfigurationError
from queue_worker.demo_orchestrator.directives import HELP

MISSING_EXTRA = "The demo orchestrator needs more than the base install: run pip install 'queue-tui[demo]'."


@click.command(epilog=HELP)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=8103, show_default=True, help="Port to listen on; 0: any free one.")
@click.option(
    "--seconds", type=float, default=3.0, show_default=True, help="Time of a render, give or take half of it."
)
@click.option("--fail-rate", type=float, default=0.0, show_default=True, help="Share of calls that fail by chance.")
@click.option("--journal", type=click.Path(dir_okay=False, path_type=Path), help="File to append the journal to.")
@click.option("--seed", type=int, help="Makes chance repeatable.")
@click.option("--end-with-stdin", is_flag=True, help="Stop when standard input is closed, as by a parent that died.")
def demo_orchestrator(*, end_with_stdin: bool, **options: Any) -> None:
    """Render real short videos, and fail in all the ways a real orchestrator can.

    POST /render as production has it, GET /health, GET /journal, and the files at /files/.
    """
    from queue_worker.commands.starting import redactor, refuse, run_until_stopped
    from queue_worker.demo_orchestrator.options import Options
    from queue_worker.exitcodes import ExitCode
    from queue_worker.log import log
    from queue_worker.signals import StopSignals

    try:
        from queue_worker.demo_orchestrator.server import DemoOrchestrator
    except ImportError:
        click.echo(MISSING_EXTRA, err=True)
        sys.exit(ExitCode.MISUSE)
    try:
        checked = Options(**options)
    except ConfigurationError as error:
        refuse(error)

    async def serve(stop: StopSignals) -> ExitCode:
        async with DemoOrchestrator(checked) as server:
            log.info("listening", extra={"url": server.url})
            await stop.first.wait()
        return ExitCode.DONE

    run_until_stopped(serve, redactor(), end_with_stdin=end_with_stdin)

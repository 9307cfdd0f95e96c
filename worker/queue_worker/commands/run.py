"""`queue-worker run`: the worker itself."""

from dataclasses import replace

import click

from queue_core.errors import QueueError
from queue_worker.exitcodes import EPILOG


@click.command(epilog=EPILOG)
@click.option("--profile", metavar="NAME", help="Where the queue lives, from the configuration file. [QUEUE_PROFILE]")
@click.option("--orchestrator-url", metavar="URL", help="Default http://127.0.0.1:8103. [ORCHESTRATOR_URL]")
@click.option("--manim-health-url", metavar="URL", help="Asked whether the Manim renderer is well. [MANIM_HEALTH_URL]")
@click.option("--revideo-health-url", metavar="URL", help="The same for Revideo. [REVIDEO_HEALTH_URL]")
@click.option("--concurrency", metavar="N", help="Most jobs at once, 1 to 1000; default 10. [QUEUE_WORKER_CONCURRENCY]")
@click.option(
    "--handlers", multiple=True, metavar="MODULE", help="A module with handlers; repeatable. [QUEUE_WORKER_HANDLERS]"
)
@click.option("--name", metavar="NAME", help="Name on screens; default the host's. [QUEUE_WORKER_NAME]")
@click.option(
    "--connect-timeout",
    "connect_timeout_seconds",
    metavar="SECONDS",
    help="To the orchestrator; default 5. [QUEUE_WORKER_CONNECT_TIMEOUT]",
)
@click.option(
    "--drain-seconds",
    metavar="SECONDS",
    help="For running jobs after SIGTERM; default 25. [QUEUE_WORKER_DRAIN_SECONDS]",
)
@click.option(
    "--health-host", metavar="HOST", help="For /livez, /readyz, /metrics; default 127.0.0.1. [QUEUE_WORKER_HEALTH_HOST]"
)
@click.option("--health-port", metavar="PORT", help="Default 8104; 0: none. [QUEUE_WORKER_HEALTH_PORT]")
@click.option(
    "--wedged-after",
    "wedged_after_seconds",
    metavar="SECONDS",
    help="End a worker that hangs for so long; default as long as a lease, 15 to 60. [QUEUE_WORKER_WEDGED_AFTER]",
)
@click.option("--end-with-stdin", is_flag=True, help="Stop when standard input is closed, as by a parent that died.")
def run(profile: str | None, handlers: tuple[str, ...], end_with_stdin: bool, **flags: str | None) -> None:
    """Claim jobs and run them until SIGTERM, SIGINT or SIGHUP.

    Then no job is claimed any more, running ones may finish within the drain time, and the rest is given
    back; a second signal gives back at once. SIGUSR1 makes it quiet: it claims nothing more and goes on with what
    runs, until SIGUSR2. The log goes to standard output: short lines on a
    terminal, else one JSON object per line. A bearer token for the orchestrator is read from
    ORCHESTRATOR_TOKEN.
    """
    from queue_core.connect import connect
    from queue_core.settings import load_settings
    from queue_worker import handlers as registry
    from queue_worker.commands.starting import redactor, refuse, run_until_stopped
    from queue_worker.lifecycle import serve
    from queue_worker.notify import Notifier
    from queue_worker.settings import load_worker_settings

    notifier = Notifier.from_environment()
    try:
        settings = replace(load_settings(profile=profile), production=False)  # which is for people
        worker = load_worker_settings({**flags, "handlers": " ".join(handlers)})
    except QueueError as error:
        refuse(error)
    redact = redactor(settings, worker)
    try:
        found = registry.load(worker.handlers)
    except QueueError as error:
        refuse(error, redact)  # the module's own words are in it
    run_until_stopped(
        lambda stop: serve(
            lambda: connect(settings, program="queue-worker"), worker, found, redact, stop, notifier=notifier
        ),
        redact,
        end_with_stdin=end_with_stdin,
    )

"""`queue-worker healthcheck`: asks the worker beside it, for containers and scripts."""

import sys

import click

from queue_core.errors import QueueError
from queue_worker.exitcodes import ExitCode

HEALTHY, UNHEALTHY = ExitCode.DONE, ExitCode.NOT_DONE
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what a worker listens on, and where to ask it then


@click.command(epilog="Exit codes: 0 healthy, 1 not, or no answer, 2 wrong use, or the health port is off.")
@click.option("--health-host", metavar="HOST", help="Default 127.0.0.1. [QUEUE_WORKER_HEALTH_HOST]")
@click.option("--health-port", "--port", metavar="PORT", help="Default 8104. [QUEUE_WORKER_HEALTH_PORT]")
@click.option("--live/--ready", default=True, show_default="--live", help="Whether it makes progress, or can work.")
@click.option("--timeout", type=click.FloatRange(0.1, 60), default=3.0, show_default=True, help="Seconds.")
def healthcheck(*, live: bool, timeout: float, **flags: str | None) -> None:
    """Say in one line whether the worker is healthy.

    A database or an orchestrator that is away makes a worker not ready, but live: starting it again would help
    nobody, and end its running jobs.
    """
    from queue_worker.commands.starting import refuse
    from queue_worker.settings import load_worker_settings

    try:
        settings = load_worker_settings(flags)
    except QueueError as error:
        refuse(error)
    if settings.health_port == 0:
        click.echo("The health port is off: give the worker and this command one with --health-port.", err=True)
        sys.exit(ExitCode.MISUSE)
    host = ANYWHERE.get(settings.health_host, settings.health_host)
    is_healthy, sentence = _ask(host, settings.health_port, "/livez" if live else "/readyz", timeout)
    click.echo(sentence, err=not is_healthy)
    sys.exit(HEALTHY if is_healthy else UNHEALTHY)


def _ask(host: str, port: int, path: str, timeout: float) -> tuple[bool, str]:
    """Directly: settings for a proxy are not meant for the worker beside us."""
    from http.client import HTTPConnection, HTTPException

    from queue_core.text import clean

    connection = HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        said = answer.read(2_000).decode("utf-8", "replace")
    except (OSError, HTTPException, ValueError) as error:
        return False, f"No worker answers at {host}:{port} ({clean(str(error) or type(error).__name__, 200)})."
    finally:
        connection.close()
    return answer.status == 200, clean(said.strip(), 500)

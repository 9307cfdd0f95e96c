"""`queue-worker demo-jobs`: jobs coming in, for demonstrations."""

import click

from queue_core.errors import QueueError


@click.command()
@click.option("--profile", metavar="NAME", help="Where the queue lives, from the configuration file. [QUEUE_PROFILE]")
@click.option("--interval", type=float, default=3.0, show_default=True, help="Mean seconds between two jobs.")
@click.option("--burst", type=int, default=8, show_default=True, help="Jobs at the start.")
@click.option("--count", type=int, help="Stop after so many jobs.")
@click.option("--seed", type=int, help="Makes the jobs repeatable.")
@click.option("--end-with-stdin", is_flag=True, help="Stop when standard input is closed, as by a parent that died.")
def demo_jobs(
    *, profile: str | None, interval: float, burst: int, count: int | None, seed: int | None, end_with_stdin: bool
) -> None:
    """Enqueue jobs as they come in on an ordinary day, a quarter of them with a mishap, until stopped.

    What a mishap does is written in the job's text, as `queue-worker demo-orchestrator --help` explains.
    """
    from queue_core.connect import connect
    from queue_core.settings import load_settings
    from queue_worker.commands.starting import redactor, refuse, run_until_stopped
    from queue_worker.demo_jobs.source import Source
    from queue_worker.exitcodes import ExitCode
    from queue_worker.signals import StopSignals

    try:
        settings = load_settings(profile=profile)
        source = Source(interval_seconds=interval, burst=burst, count=count, seed=seed)
    except QueueError as error:
        refuse(error)

    async def enqueue(stop: StopSignals) -> ExitCode:
        async with connect(settings, program="queue-worker demo-jobs") as queue:
            return await source.run(queue, stop)

    run_until_stopped(enqueue, redactor(settings), end_with_stdin=end_with_stdin)

"""The command `queue-worker`; also `python -m queue_worker`."""

import click

from queue_worker.commands.demo_jobs import demo_jobs
from queue_worker.commands.demo_orchestrator import demo_orchestrator
from queue_worker.commands.healthcheck import healthcheck
from queue_worker.commands.run import run
from queue_worker.exitcodes import EPILOG


class DefaultRun(click.Group):
    """A group whose command `run` may be left out."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `run` in front of anything but a command or the group's own options."""
        if not args or (args[0] not in self.commands and args[0] not in ("--help", "--version")):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=DefaultRun, epilog=EPILOG, context_settings={"max_content_width": 100})
@click.version_option(package_name="queue-tui", message="%(version)s")
def main() -> None:
    """Run the jobs of the queue. Without a command: run."""


main.add_command(run)
main.add_command(demo_orchestrator)
main.add_command(demo_jobs)
main.add_command(healthcheck)

if __name__ == "__main__":
    main(prog_name="queue-worker")

"""The options of `queue-tui`. Imports nothing that takes time."""

import argparse
import sys
from collections.abc import Sequence

EPILOG = """exit codes: 0 ended by the person, 1 ended by an error, 2 wrong use or configuration, 3 cannot reach
the database. Where the queue is: QUEUE_DATABASE_URL, or SUPABASE_URL with SUPABASE_SERVICE_ROLE_KEY, or a
profile; with none of them an embedded database is started. Press ? inside for the keys."""


class Options(argparse.Namespace):
    """What was asked for."""

    profile: str | None
    demo: bool
    mouse: bool
    interval: float | None
    fresh: bool


def parse(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line; ends the program with exit code 2 where it makes no sense."""
    parser = argparse.ArgumentParser(
        prog="queue-tui",
        description="Watch and operate a queue of jobs in the terminal.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--profile", metavar="NAME", help="where the queue is, from the configuration file")
    parser.add_argument("--demo", action="store_true", help="a database, a worker and jobs of its own, until you quit")
    parser.add_argument("--mouse", action="store_true", help="take the mouse too; the terminal then selects no text")
    parser.add_argument("--interval", metavar="SECONDS", type=_seconds, help="how often to look for changes")
    parser.add_argument("--fresh", action="store_true", help="not as this place was left, but as if for the first time")
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and exit")
    return parser.parse_args(arguments, namespace=Options())


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.05 <= seconds <= 60:
        raise argparse.ArgumentTypeError("a number of seconds from 0.05 to 60")
    return seconds


class _ShowVersion(argparse.Action):
    """Looks the version up only when it is asked for: reading the package's metadata takes milliseconds."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"queue-tui {version('queue-tui')}\n")
        parser.exit()

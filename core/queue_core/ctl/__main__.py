"""Where `queuectl` begins."""

import sys


def main() -> None:
    """Run the command line and end with its exit code."""
    from queue_core.ctl.commands import queuectl
    from queue_core.ctl.guard import run

    sys.exit(run(queuectl, sys.argv[1:]))


if __name__ == "__main__":
    main()

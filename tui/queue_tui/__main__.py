"""The command `queue-tui`."""

import gc
import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the terminal UI; returns the exit code."""
    # Collecting garbage takes a seventh of the time to the first frame and finds none; `running` turns it on again.
    gc.disable()
    from queue_core.errors import QueueError
    from queue_tui.command_line import parse
    from queue_tui.terminal.checks import check_terminal, prepare

    prepare(os.environ)
    options = parse(arguments)
    try:
        check_terminal(os.environ, sys.stdin, sys.stderr)
        if options.demo:
            from queue_tui.demo import run_demo

            return run_demo(mouse=options.mouse, poll_seconds=options.interval)
        from queue_core.settings import load_settings
        from queue_tui.running import run

        settings = load_settings(profile=options.profile)
        return run(settings, mouse=options.mouse, poll_seconds=options.interval, fresh=options.fresh)
    except QueueError as error:
        sys.stderr.write(f"queue-tui: {error}\n")
        return error.exit_code
    finally:
        gc.enable()


if __name__ == "__main__":
    sys.exit(main())

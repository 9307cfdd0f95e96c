"""The one place that turns whatever happens to a command into a sentence and an exit code."""

from collections.abc import Sequence
from typing import Any

import click

from queue_core.ctl import output
from queue_core.ctl.exits import Exit
from queue_core.errors import InvalidFilter, QueueError
from queue_core.text import clean, width


def run(program: click.Command, arguments: Sequence[str]) -> int:
    """Run the program; no exception leaves this function, and no traceback reaches a person."""
    output.prepare_streams()
    out = output.Output(as_json="--json" in arguments)
    code: int | None
    try:
        code = program.main(args=list(arguments), prog_name="queuectl", standalone_mode=False)
        output.finish()
    except click.exceptions.Exit as ended:
        code = ended.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = Exit.INTERRUPTED
    except SystemExit:  # how click says that the reader of its help went away
        code = Exit.OUTPUT_CLOSED
    except (output.OutputClosed, output.OutputFailed) as error:
        code = _silenced(out, error)
    except click.ClickException as error:
        code = _misused(out, error)
    except QueueError as error:
        code = _refused(out, error)
    except Exception as error:  # noqa: BLE001 - that none gets through is the point
        code = _broken(out, error)
    return int(code or Exit.DONE)


def _silenced(out: output.Output, error: output.OutputClosed | output.OutputFailed) -> int:
    output.abandon()
    if isinstance(error, output.OutputClosed):
        return Exit.OUTPUT_CLOSED
    return _failed(out, error, Exit.NOT_DONE)


def _failed(out: output.Output, error: Exception, code: int, hint: str = "", **more: Any) -> int:
    out.tell_error(type(error).__name__, str(error), code, more, hint)
    return code


def _refused(out: output.Output, error: QueueError) -> int:
    if isinstance(error, InvalidFilter):
        return _failed(out, error, error.exit_code, underline(error.text, error.position), position=error.position)
    return _failed(out, error, error.exit_code)


def _misused(out: output.Output, error: click.ClickException) -> int:
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "queuectl"
    out.tell_error("Misuse", error.format_message(), Exit.MISUSE, {}, f"'{command} --help' says how to use it.")
    return Exit.MISUSE


def _broken(out: output.Output, error: Exception) -> int:
    from queue_core.ctl.incident import record

    number, path = record(error)
    where = f"; details are in {path}" if path else ""
    message = f"This is a mistake in queuectl, not yours: incident {number}{where}."
    out.tell_error("Internal", message, Exit.INTERNAL, {"incident": number, "file": path and str(path)})
    return Exit.INTERNAL


def underline(text: str, position: tuple[int, int]) -> str:
    """The filter with a mark below the mistake, in two lines."""
    start, end = position
    shown = clean(text, 200)
    before, mark = clean(text[:start], width(shown)), clean(text[start:end], 200)
    return f"  {shown}\n  {' ' * width(before)}{'^' * max(1, min(width(mark), width(shown) - width(before)))}"

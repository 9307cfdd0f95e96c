"""queuectl doctor"""

import textwrap
from typing import TYPE_CHECKING

from queue_core.ctl.call import Call, command
from queue_core.ctl.exits import Exit

if TYPE_CHECKING:
    from queue_core.ctl.doctor import Check


@command("doctor")
def doctor(call: Call) -> int:
    """Check everything between here and a finished job, and say what to do.

    Configuration, connection, role, schema, clock, tables, workers, the queue itself, and the
    orchestrator where ORCHESTRATOR_URL is set. Ends with 0 where nothing failed; warnings do not count.

    With --json: {"ok": bool, "checks": [{"name", "result", "message", "advice", "exit_code"}]} with
    result ok, warning or failed.
    """
    import asyncio

    checks = asyncio.run(_examine(call))
    broken = [check for check in checks if check.result == "failed"]
    if call.out.as_json:
        from queue_core.shapes import plain

        call.out.show_json({"ok": not broken, "checks": plain(checks)})
    return broken[0].exit_code if broken else Exit.DONE


async def _examine(call: Call) -> "list[Check]":
    from queue_core.ctl.doctor import examine

    checks = []
    async for check in examine(lambda: call.settings, call.out.tell):
        checks.append(check)
        if not call.out.as_json:
            call.out.show(_line(check, call.out.width))
    return checks


def _line(check: "Check", cells: int) -> str:
    from queue_core.text import clean

    message = check.message if check.advice is None else f"{check.message}: {check.advice}"
    head = f"{check.result:<8} {check.name:<14} "
    return textwrap.fill(clean(message, 2000), cells, initial_indent=head, subsequent_indent=" " * len(head))

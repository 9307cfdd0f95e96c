"""What can be copied: texts of a job, the `queuectl` command for it, and a list as filter, command or SQL.

No Textual in here.
"""

import shlex
from collections.abc import Mapping, Sequence

from queue_core.models import Job, JobId
from queue_core.text import clean
from queue_tui.dialogs.menu import MenuChoice
from queue_tui.formatting import octets, plural, size
from queue_tui.snapshot import View
from queue_tui.words.view_sql import view_sql

KEYS = {
    "id": "i",
    "ids": "i",
    "payload": "p",
    "result": "r",
    "trace": "t",
    "command": "c",
    "show command": "s",
    "filter": "f",
    "list command": "l",
    "SQL": "q",
}
"""The letter of each, the same wherever it is offered."""
_MEASURED = ("payload", "result", "trace", "SQL")
_HINT_CELLS = 44


def job_commands(job: Job) -> dict[str, str]:
    """The `queuectl` command for what a person would do with a job, and the one that shows it."""
    act = "retry" if job.status.is_final else "cancel"
    return {"command": f"queuectl {act} {job.id}", "show command": f"queuectl job {job.id}"}


def list_texts(view: View, chosen: Sequence[JobId], cursor: Job | None) -> dict[str, str]:
    """By name: the chosen jobs, and the list as others can ask for it."""
    texts: dict[str, str] = {}
    if len(chosen) == 1:
        texts["id"] = chosen[0]
    elif chosen:
        texts |= {"ids": "\n".join(chosen), "command": f"queuectl retry {' '.join(chosen)}"}
    if len(chosen) == 1 and cursor is not None and cursor.id == chosen[0]:
        texts |= job_commands(cursor)
    text = str(view.filter)
    if text:
        texts["filter"] = text
    texts["list command"] = f"queuectl jobs {shlex.quote(text)}" if text else "queuectl jobs"
    texts["SQL"] = view_sql(view)
    return texts


def choices(texts: Mapping[str, str]) -> list[MenuChoice]:
    """A menu of them: short texts are shown, long ones measured."""
    return [MenuChoice(KEYS[name], name, _hint(name, text)) for name, text in texts.items()]


def _hint(name: str, text: str) -> str:
    if name == "ids":
        return plural(text.count("\n") + 1, "job")
    return size(octets(text)) if name in _MEASURED else clean(text, _HINT_CELLS)

"""What the commands share: their options, the settings, and the way to the queue and back."""

from collections.abc import Awaitable, Callable
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from queue_core.ctl.output import Output

if TYPE_CHECKING:
    from uuid import UUID

    from queue_core.models import RequestId
    from queue_core.queue import Queue
    from queue_core.settings import Settings

T = TypeVar("T")

PROGRAM = "queuectl"
REPEAT_AFTER_SECONDS = (0.2, 1.0)
"""Pauses before a call whose answer was lost is repeated."""


class Call:
    """One run of a command."""

    def __init__(self, *, as_json: bool, profile: str | None) -> None:
        self.out = Output(as_json=as_json)
        self._profile = profile

    @cached_property
    def settings(self) -> "Settings":
        """Where the queue is. Raises ConfigurationError."""
        from queue_core.settings import load_settings

        return load_settings(profile=self._profile)

    def run(self, task: "Callable[[Queue], Awaitable[T]]") -> T:
        """Connect, do the task, disconnect."""
        import asyncio

        return asyncio.run(self._connected(task))

    async def _connected(self, task: "Callable[[Queue], Awaitable[T]]") -> T:
        from queue_core.connect import connect

        async with connect(self.settings, program=PROGRAM, tell=self.out.tell) as queue:
            return await task(queue)

    def act(self, verb: "Callable[[Queue, RequestId], Awaitable[T]]", request_id: "UUID | None" = None) -> T:
        """Connect and do one action. It is repeated when its answer is lost: its request id makes it one action."""
        from queue_core.models import RequestId
        from queue_core.queue import new_request_id

        chosen = new_request_id() if request_id is None else RequestId(str(request_id))
        return self.run(lambda queue: insist(lambda: verb(queue, chosen), chosen))


async def insist(verb: Callable[[], Awaitable[T]], request_id: str) -> T:
    """Repeat while the answer is lost, a few times."""
    import asyncio

    from queue_core.errors import AnswerLost

    for pause in REPEAT_AFTER_SECONDS:
        try:
            return await verb()
        except AnswerLost:
            await asyncio.sleep(pause)
    try:
        return await verb()
    except AnswerLost as error:
        raise AnswerLost(
            f"{str(error).rstrip('. ')}; it may have been done: say --request-id {request_id} to repeat it safely."
        ) from error


def command(name: str) -> Callable[[Callable[..., int | None]], click.Command]:
    """A command with the options that all have; it is called with a `Call` first and returns its exit code."""

    def decorate(function: Callable[..., int | None]) -> click.Command:
        @wraps(function)
        def wrapper(as_json: bool, profile: str | None, **options: Any) -> int | None:
            above = click.get_current_context().find_object(dict) or {}
            call = Call(as_json=as_json or above.get("as_json", False), profile=profile or above.get("profile"))
            return function(call, **options)

        return click.command(name, context_settings={"max_content_width": 100})(common_options(wrapper))

    return decorate


def common_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """--json and --profile."""
    function = click.option("--profile", metavar="NAME", help="A place named in the configuration file.")(function)
    return click.option("--json", "as_json", is_flag=True, help="Print JSON; errors too, on standard error.")(function)


def action_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What each command takes that changes something."""
    text = "A uuid for this intent: repeating the command with it does nothing more."
    function = click.option("--request-id", type=click.UUID, metavar="UUID", help=text)(function)
    return click.option("--reason", metavar="TEXT", help="Why, for the audit log.")(function)

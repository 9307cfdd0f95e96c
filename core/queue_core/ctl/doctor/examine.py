"""All checks, in the order in which one depends on another."""

from collections.abc import AsyncIterator, Callable

from queue_core.connect import connect
from queue_core.ctl.doctor import orchestrator, place, queue
from queue_core.ctl.doctor.check import Check, failed
from queue_core.errors import ConfigurationError, PermissionRefused, QueueError, SchemaMismatch
from queue_core.settings import Settings


async def examine(load: Callable[[], Settings], tell: Callable[[str], None]) -> AsyncIterator[Check]:
    """Each check as it is made. Never raises QueueError."""
    try:
        settings = load()
    except QueueError as error:
        yield failed("configuration", error)
        return
    yield place.configuration(settings)
    try:
        async with connect(settings, program="queuectl doctor", tell=tell) as opened:
            async for check in queue.checks(opened):
                yield check
    except QueueError as error:
        yield failed(_name(error), error)
    health = await orchestrator.orchestrator()
    if health is not None:
        yield health


def _name(error: QueueError) -> str:
    """Which check an error is the answer to, that came while connecting."""
    if isinstance(error, SchemaMismatch):
        return "schema"
    return "role" if isinstance(error, (PermissionRefused, ConfigurationError)) else "connection"

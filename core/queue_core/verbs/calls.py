"""How a verb becomes a call: named arguments in, one checked value out."""

from collections.abc import Hashable, Sequence
from functools import cache
from typing import Any, TypeVar, cast
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from queue_core.errors import SchemaMismatch
from queue_core.models import (
    Completion,
    Failure,
    JobId,
    JsonValue,
    LeaseProgress,
    NewJob,
    OperationResult,
    Release,
    RequestId,
)
from queue_core.transports.base import Transport

T = TypeVar("T")

CALL_TIMEOUT_SECONDS = 10.0
"""Longer than the 8 s after which Supabase stops a statement, so that its answer is heard."""


def new_request_id() -> RequestId:
    """A fresh id for one intent; keep it while the intent is repeated."""
    return RequestId(str(uuid4()))


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, kind))


def fields_of(item: Completion | Failure | Release | NewJob | LeaseProgress) -> dict[str, JsonValue]:
    """As `asdict`, which copies deeply, and is therefore most of what a batch of a thousand costs."""
    return {name: getattr(item, name) for name in item.__slots__}


class Calls:
    """Base of the verbs: they share a transport."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def _operate(
        self, function: str, ids: Sequence[JobId], actor: str, reason: str | None, request_id: RequestId | None
    ) -> OperationResult:
        return await self._call(
            OperationResult,
            function,
            ids=list(ids),
            actor=actor,
            reason=reason,
            request_id=request_id or new_request_id(),
        )

    async def _call(
        self, kind: type[T], function: str, *, timeout_seconds: float = CALL_TIMEOUT_SECONDS, **arguments: JsonValue
    ) -> T:
        answer = await self.transport.call(function, arguments, timeout_seconds=timeout_seconds)
        try:
            checked: T = _adapter(cast(Hashable, kind)).validate_python(answer)
        except ValidationError as error:
            raise SchemaMismatch(
                f"The database's {function} answers in a form that this program does not know: "
                "run 'queuectl migrate', or update this program."
            ) from error
        return checked

"""What was done in this program and can be undone, latest last. No Textual in here."""

from collections.abc import Callable

from queue_core.models import Operation, OperationId, OperationResult
from queue_tui.deeds.operations import MOST_TARGETS


class Undoable:
    """The operations that `u` goes back through, each with the sentence that offered it to the person."""

    def __init__(self, withdraw: Callable[[str], None]) -> None:
        """`withdraw` takes such a sentence back: what it offered was done."""
        self._withdraw = withdraw
        self._offers: dict[OperationId, str] = {}
        self._large: set[OperationId] = set()

    @property
    def last(self) -> OperationId | None:
        """The latest; None where there is none left."""
        return next(reversed(self._offers), None)

    def wants_plan(self, operation_id: OperationId) -> bool:
        """Whether it touched more jobs than one call may undo."""
        return operation_id in self._large

    def add(self, result: OperationResult, offer: str) -> None:
        """Something was done at once."""
        if result.undoable:
            self._offers[result.operation_id] = offer

    def note(self, operation: Operation, offer: str) -> None:
        """Something was done by a plan, or undone by one."""
        if operation.undoes is not None:
            self.remove(operation.undoes)
        if operation.undoable:
            self._offers.pop(operation.id, None)  # one that went on after a halt is the latest again
            self._offers[operation.id] = offer
            if operation.done > MOST_TARGETS:
                self._large.add(operation.id)

    def remove(self, operation_id: OperationId) -> None:
        """It was undone."""
        if (offer := self._offers.pop(operation_id, None)) is not None:
            self._withdraw(offer)

"""What was done in this program and can be undone, latest last. No Textual in here."""

from queue_core.models import Operation, OperationId, OperationResult
from queue_tui.deeds.operations import MOST_TARGETS


class Undoable:
    """The operations that `u` goes back through."""

    def __init__(self) -> None:
        self._operations: list[OperationId] = []
        self._large: set[OperationId] = set()

    @property
    def last(self) -> OperationId | None:
        """The latest; None where there is none left."""
        return self._operations[-1] if self._operations else None

    def wants_plan(self, operation_id: OperationId) -> bool:
        """Whether it touched more jobs than one call may undo."""
        return operation_id in self._large

    def add(self, result: OperationResult) -> None:
        """Something was done at once."""
        if result.undoable:
            self._operations.append(result.operation_id)

    def note(self, operation: Operation) -> None:
        """Something was done by a plan, or undone by one."""
        if operation.undoes is not None:
            self.remove(operation.undoes)
        if operation.undoable:
            self._operations.append(operation.id)
            if operation.done > MOST_TARGETS:
                self._large.add(operation.id)

    def remove(self, operation_id: OperationId) -> None:
        """It was undone."""
        self._operations = [other for other in self._operations if other != operation_id]

"""A text that does not show itself."""

from typing import Final


class Secret:
    """Holds a password, key or URL with one; only `get_secret_value` gives it away.

    Named as in pydantic, but made without it, since settings are read before anything slow is imported.
    """

    __slots__ = ("_value",)

    MASK: Final = "**********"

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        """The text itself; do not log it, show it or pass it as an argument."""
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return f"Secret('{self.MASK}')"

    def __str__(self) -> str:
        return self.MASK

"""The orders in which jobs and failures can be listed. No Textual in here."""

from typing import NamedTuple

from queue_core.models import FailureSort


class Order(NamedTuple):
    """One order."""

    name: str
    """What a person types: ':sort newest'."""
    sort: str
    """created, updated or queue, as the database has it."""
    descending: bool
    words: str
    also: tuple[str, ...] = ()
    """What it may be called as well: the column that it goes by, as its title says."""


ORDERS: tuple[Order, ...] = (
    Order("newest", "created", True, "newest first"),
    Order("oldest", "created", False, "oldest first", ("age", "created")),
    Order("changed", "updated", True, "last changed first", ("chg", "updated")),
    Order("unchanged", "updated", False, "longest unchanged first"),
    Order("queue", "queue", False, "in order of claiming", ("pos",)),
)
"""The first is what a list has unless somebody says otherwise."""
WORDS = (*(order.name for order in ORDERS), *(order.also[0] for order in ORDERS if order.also))
"""What ':sort' offers: the orders, and titles of the list."""

FAILURE_ORDERS: dict[FailureSort, str] = {
    FailureSort.LAST: "last seen first",
    FailureSort.HOUR: "most in 1 h first",
    FailureSort.DAY: "most in 24 h first",
    FailureSort.WEEK: "most in 7 d first",
    FailureSort.FIRST: "first seen latest first",
}
"""In words; the first is what the list has unless somebody says otherwise."""

_LAST = Order("last", "queue", True, "last to be claimed first")
"""Kept by no menu, but a list can have it."""


def order_of(sort: str, descending: bool) -> Order:
    """The order of a list."""
    known = (*ORDERS, _LAST)
    return next((order for order in known if (order.sort, order.descending) == (sort, descending)), ORDERS[0])


def order_named(name: str) -> Order | None:
    """The order that a person calls so."""
    wanted = name.casefold()
    return next((order for order in ORDERS if wanted in (order.name, *order.also)), None)


def orders_there_are() -> str:
    """All of them in one line: "newest, oldest (or age, created), ..."."""
    return ", ".join(order.name + (f" (or {', '.join(order.also)})" if order.also else "") for order in ORDERS)

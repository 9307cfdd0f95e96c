"""Connections that asyncio has accepted and whose server has not heard of them yet: nobody could close them."""

import asyncio


async def until_known() -> None:
    """Return when servers of this loop know all that was accepted; called right before one of them closes.

    A connection that came in just then stayed open, and the test that ran when it was collected got the blame.
    """
    while accepting := [task for task in asyncio.all_tasks() if _is_accepting(task)]:
        await asyncio.wait(accepting)


def _is_accepting(task: "asyncio.Task[object]") -> bool:
    return getattr(task.get_coro(), "__name__", "") == "_accept_connection2"

"""How a handler in another process says when it began, on the clock that all processes of a machine share."""

import asyncio
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time

from tests.support.server import FOLDER_VARIABLE

ADDRESS_VARIABLE = "BENCHMARK_CLOCK"
_MOMENT = struct.Struct("d")


def address() -> str:
    """The socket of this run."""
    return str(Path(os.environ[FOLDER_VARIABLE]) / "clock.socket")


def say_now() -> None:
    """In a handler: this is when it began."""
    now = _MOMENT.pack(time())
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(now, os.environ[ADDRESS_VARIABLE])


class Moments:
    """What the handlers have said."""

    def __init__(self, receiver: socket.socket) -> None:
        self._receiver = receiver

    async def next(self) -> float:
        """When the next handler began."""
        moment: float
        (moment,) = _MOMENT.unpack(await asyncio.get_running_loop().sock_recv(self._receiver, _MOMENT.size))
        return moment


@contextmanager
def moments() -> Iterator[Moments]:
    """Listen."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(address())
        receiver.setblocking(False)
        try:
            yield Moments(receiver)
        finally:
            Path(address()).unlink()

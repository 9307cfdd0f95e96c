"""What systemd is told, over a real socket as it has one."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

from queue_worker.notify import Notifier


@pytest.fixture(params=["file", "abstract"])
def systemd(request: pytest.FixtureRequest) -> Iterator[tuple[socket.socket, str]]:
    """A socket that listens, and its address as systemd writes it."""
    with TemporaryDirectory(dir="/tmp") as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        name = f"{folder}/notify" if request.param == "file" else f"@queue-{uuid4()}"
        listener.bind(name.replace("@", "\0"))
        listener.settimeout(10)
        yield listener, name


def test_messages_arrive_one_by_one(systemd: tuple[socket.socket, str]) -> None:
    listener, address = systemd
    notifier = Notifier(address)

    notifier.ready()
    notifier.status("Running.")
    notifier.alive()
    notifier.stopping(25.0)

    assert [listener.recv(1000) for _ in range(4)] == [
        b"READY=1",
        b"STATUS=Running.",
        b"WATCHDOG=1",
        b"STOPPING=1\nEXTEND_TIMEOUT_USEC=25000000",
    ]


def test_what_systemd_says_is_read_once_and_not_handed_on() -> None:
    environ = {"NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid()), "A": "b"}

    notifier = Notifier.from_environment(environ)

    assert notifier.watchdog_seconds == 60
    assert environ == {"A": "b"}


@pytest.mark.parametrize(
    "environ", [{}, {"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "x"}]
)
def test_a_watchdog_that_is_not_meant_for_us_is_none(environ: dict[str, str]) -> None:
    assert Notifier.from_environment(environ).watchdog_seconds is None


def test_nobody_who_listens_is_no_error(tmp_path: Path) -> None:
    Notifier(str(tmp_path / "gone")).ready()
    Notifier(None).ready()


def test_a_socket_that_is_full_does_not_hold_us_up(systemd: tuple[socket.socket, str]) -> None:
    _, address = systemd
    notifier = Notifier(address)
    for _ in range(2_000):
        notifier.alive()

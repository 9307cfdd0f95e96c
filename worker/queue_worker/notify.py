"""Tells systemd how the service is doing; where it was not started by systemd with Type=notify, nothing is sent."""

import os
import socket
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Self


class Notifier:
    """One datagram for each message; never waits and never fails, since the work does not depend on it."""

    def __init__(self, address: str | None = None, *, watchdog_seconds: float | None = None) -> None:
        self._address = address
        self.watchdog_seconds = watchdog_seconds
        """How often systemd wants to hear `alive`, or else ends the service; None: never."""

    @classmethod
    def from_environment(cls, environ: MutableMapping[str, str] = os.environ) -> Self:
        """As systemd says; taken out of the environment, so that no process started by a handler speaks for us."""
        address = environ.pop("NOTIFY_SOCKET", "")
        microseconds = environ.pop("WATCHDOG_USEC", "")
        process_id = environ.pop("WATCHDOG_PID", "")
        is_meant = microseconds.isdecimal() and process_id in ("", str(os.getpid()))
        return cls(
            address if address.startswith(("/", "@")) else None,
            watchdog_seconds=(int(microseconds) / 1e6 or None) if is_meant else None,
        )

    def ready(self) -> None:
        """The service has started."""
        self._send("READY=1")

    def status(self, sentence: str) -> None:
        """What `systemctl status` shows."""
        self._send(f"STATUS={sentence}")

    def alive(self) -> None:
        """There is progress."""
        self._send("WATCHDOG=1")

    def stopping(self, within_seconds: float) -> None:
        """The service is stopping and may take so long, whatever the unit says."""
        self._send(f"STOPPING=1\nEXTEND_TIMEOUT_USEC={within_seconds * 1e6:.0f}")

    def _send(self, message: str) -> None:
        if self._address is None:
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.sendto(message.encode(), address)

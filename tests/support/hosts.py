"""Hosts of their own: network namespaces, each joined to this machine by one link that can be cut.

Needs root and the `ip` command; touches nothing that it has not made itself.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address

FIRST_ADDRESS = int(IPv4Address("198.18.0.0"))
"""For tests of networks (RFC 2544): nobody's."""
HOSTS_OF_A_PROCESS = 2
ADDRESSES_OF_A_HOST = 4
PROCESSES = 16_384


@dataclass(frozen=True)
class Host:
    """One network namespace."""

    name: str
    gateway: str
    """This machine's address, as the host sees it."""

    @property
    def command(self) -> tuple[str, ...]:
        """What runs the command after it on that host."""
        return ("ip", "netns", "exec", self.name)

    def cut_off(self) -> None:
        """Take the link down: nothing comes through and nobody is told, as when a cable is pulled."""
        _ip("-netns", self.name, "link", "set", "uplink", "down")

    def join(self) -> None:
        """Bring the link up again."""
        _ip("-netns", self.name, "link", "set", "uplink", "up")


class NotPossible(Exception):
    """This machine makes no network namespaces for us; says why."""


@contextmanager
def hosts() -> Iterator[tuple[Host, Host]]:
    """Two of them, gone at the end. Raises NotPossible."""
    try:
        yield _make(0), _make(1)
    finally:
        for number in range(HOSTS_OF_A_PROCESS):
            with suppress(OSError, subprocess.CalledProcessError):
                _ip("netns", "delete", _name(number))


def _make(number: int) -> Host:
    place = (os.getpid() % PROCESSES) * HOSTS_OF_A_PROCESS + number
    first = FIRST_ADDRESS + place * ADDRESSES_OF_A_HOST
    name, gateway, own = _name(number), str(IPv4Address(first + 1)), str(IPv4Address(first + 2))
    try:
        _ip("netns", "add", name)
        _ip("link", "add", name, "type", "veth", "peer", "name", "uplink", "netns", name)
        _ip("address", "add", f"{gateway}/30", "dev", name)
        _ip("link", "set", name, "up")
        _ip("-netns", name, "address", "add", f"{own}/30", "dev", "uplink")
        _ip("-netns", name, "link", "set", "lo", "up")
        _ip("-netns", name, "link", "set", "uplink", "up")
    except FileNotFoundError:
        raise NotPossible("There is no `ip` command (Debian: iproute2).") from None
    except subprocess.CalledProcessError as error:
        raise NotPossible(f"Network namespaces cannot be made here: {error.stderr.strip()}") from None
    return Host(name, gateway)


def _name(number: int) -> str:
    """Of the namespace and of this side of its link; interfaces have at most 15 characters."""
    return f"queue{os.getpid()}-{number}"


def _ip(*arguments: str) -> None:
    subprocess.run(("ip", *arguments), capture_output=True, check=True, text=True)

"""What a worker's process serves over HTTP."""

import asyncio
import random
import socket
import urllib.request
from urllib.error import HTTPError

LEFT_TO_PROGRAMS = range(20_000, 32_000)
"""Ports that no system gives to outgoing connections by itself."""


def free_port() -> int:
    """One that nothing listens on; chosen by chance, since the tests of other processes look for one as well."""
    for port in random.sample(LEFT_TO_PROGRAMS, 50):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port")


async def scraped(port: int, path: str = "/metrics") -> str:
    """The answer's headers and body, whatever its status; nothing while nobody listens."""

    def get() -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                return f"{answer.headers}{answer.read().decode()}"
        except HTTPError as refusal:
            return f"{refusal.headers}{refusal.read().decode()}"
        except OSError:
            return ""

    return await asyncio.to_thread(get)

"""What a worker's process serves over HTTP."""

import asyncio
import socket
import urllib.request
from urllib.error import HTTPError


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port: int = asking.getsockname()[1]
        return port


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

"""Serves `health` over HTTP: /livez, /readyz and /metrics, and nothing else.

In threads of its own, so that a worker that hangs can still be told from one that is gone. No request has a
body, each connection serves one, and both threads and waiting are bounded: who asks is not trusted.
"""

import asyncio
import json
import socket
import socketserver
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from queue_worker.health import Health, Report
from queue_worker.log import log

MOST_REQUESTS = 8
"""At once."""
REQUEST_SECONDS = 2.0
"""For each read and write of one request, and for one that finds all places taken."""
JSON = "application/json"


@asynccontextmanager
async def serving(health: Health, host: str, port: int) -> AsyncIterator[None]:
    """Serve inside of the block, in the background. Port 0: do not. A port that is taken is a warning and no more."""
    server = _bound(health, host, port) if port else None
    if server is None:
        yield
        return
    async with running(server):
        yield


@asynccontextmanager
async def running(server: "HealthServer") -> AsyncIterator[None]:
    """Run a server that is bound already."""
    thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    try:
        yield
    finally:
        await asyncio.to_thread(server.shutdown)
        server.server_close()


def _bound(health: Health, host: str, port: int) -> "HealthServer | None":
    try:
        return HealthServer(health, host, port)
    except OSError as error:
        log.warning("health_off", extra={"host": host, "port": port, "reason": error.strerror, "try": "--health-port"})
        return None


class HealthServer(ThreadingHTTPServer):
    """Bound when made; raises OSError."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, health: Health, host: str, port: int) -> None:
        self.health = health
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._places = threading.BoundedSemaphore(MOST_REQUESTS)
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        """Without asking the name service who we are."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def process_request(self, request: Any, client_address: Any) -> None:
        """In a thread, if there is a place for one soon."""
        if self._places.acquire(timeout=REQUEST_SECONDS):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """The thread's work."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away, or was too slow, is no event."""
        if not isinstance(sys.exception(), OSError):
            log.exception("health_failed")


class _Handler(BaseHTTPRequestHandler):
    server: HealthServer
    timeout = REQUEST_SECONDS
    server_version = "queue-worker"
    sys_version = ""
    error_content_type = "text/plain"
    error_message_format = "%(message)s\n"

    def do_GET(self) -> None:
        """Answer; any address that is not ours is not found."""
        health = self.server.health
        match self.path.partition("?")[0]:
            case "/livez":
                self._report(health.live())
            case "/readyz":
                self._report(health.ready())
            case "/metrics":
                body, content_type = health.metrics()
                self._answer(HTTPStatus.OK, content_type, body)
            case _:
                self.send_error(HTTPStatus.NOT_FOUND)

    do_HEAD = do_GET  # noqa: N815 - the names are http.server's

    def log_message(self, format: str, *args: Any) -> None:
        """Probes come every few seconds and are no events."""

    def _report(self, report: Report) -> None:
        status = HTTPStatus.OK if report.is_good else HTTPStatus.SERVICE_UNAVAILABLE
        self._answer(status, JSON, json.dumps(report.detail).encode() + b"\n")

    def _answer(self, status: HTTPStatus, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

"""The ways in which the demo orchestrator misbehaves on purpose."""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable

from aiohttp import web

from queue_worker.demo_orchestrator.directives import Directive

DRIP_SECONDS = 1.0
FOREVER_SECONDS = 24 * 3600.0
HUGE_BYTES = 40_000_000
PRIVATE_ADDRESS = "http://169.254.169.254/latest/meta-data/"


class Dropped(Exception):
    """The connection was closed without an answer."""


async def misbehave(request: web.Request, directive: Directive) -> web.StreamResponse:
    """The answer that the directive asks for. Raises Dropped."""
    if directive.status is not None:
        return _status(directive)
    return await _WAYS[directive.way](request, directive)


def _status(directive: Directive) -> web.Response:
    headers = {} if directive.after_seconds is None else {"Retry-After": f"{directive.after_seconds:g}"}
    error = f"The demo orchestrator was asked to answer {directive.way}."
    return web.json_response({"error": error}, status=directive.status or 500, headers=headers)


async def _drop(request: web.Request, _: Directive) -> web.StreamResponse:
    """Reset rather than close, as when the process behind the port is killed."""
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    raise Dropped


async def _silence(request: web.Request, directive: Directive) -> web.StreamResponse:
    await asyncio.sleep(FOREVER_SECONDS if directive.seconds is None else directive.seconds)
    return await _drop(request, directive)


async def _drip(request: web.Request, _: Directive) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": "application/json"})
    await answer.prepare(request)
    for byte in b" " * int(FOREVER_SECONDS):
        await answer.write(bytes([byte]))
        await asyncio.sleep(DRIP_SECONDS)
    return answer


async def _garbage(_: web.Request, __: Directive) -> web.StreamResponse:
    return web.Response(text="<html><body>It works!</body></html>", content_type="text/html")


async def _empty(_: web.Request, __: Directive) -> web.StreamResponse:
    return web.json_response({"status": "done"})


async def _truncated(request: web.Request, directive: Directive) -> web.StreamResponse:
    body = json.dumps({"video_url": "http://127.0.0.1/never-finished.mp4"}).encode()
    answer = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    await answer.prepare(request)
    await answer.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    raise Dropped


async def _huge(request: web.Request, _: Directive) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": "application/json"})
    await answer.prepare(request)
    for _chunk in range(HUGE_BYTES // 100_000):
        await answer.write(b'"' + b"x" * 99_998 + b",")
    return answer


async def _redirect(_: web.Request, __: Directive) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": PRIVATE_ADDRESS})


_WAYS: dict[str, Callable[[web.Request, Directive], Awaitable[web.StreamResponse]]] = {
    "drop": _drop,
    "down": _drop,
    "silence": _silence,
    "drip": _drip,
    "garbage": _garbage,
    "empty": _empty,
    "truncated": _truncated,
    "huge": _huge,
    "redirect": _redirect,
}

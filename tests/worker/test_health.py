"""The endpoints for those who watch a worker from outside."""

import asyncio
import http.client
import json
import socket
from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from queue_worker.health import Health, Standing
from queue_worker.health_server import MOST_REQUESTS, HealthServer, running
from queue_worker.progress import Progress

HOST = "127.0.0.1"


@pytest.fixture
def progress() -> Progress:
    return Progress()


@pytest.fixture
def health(progress: Progress) -> Health:
    return Health(progress, lambda: (b"up 1\n", "text/plain; version=0.0.4"), patience_seconds=5)


@pytest.fixture
async def port(health: Health) -> AsyncIterator[int]:
    server = HealthServer(health, HOST, 0)
    async with running(server):
        yield server.server_port


class Answer:
    def __init__(self, port: int, method: str, path: str) -> None:
        with closing(http.client.HTTPConnection(HOST, port, timeout=30)) as connection:
            connection.request(method, path)
            answer = connection.getresponse()
            self.status, self.headers, self.body = answer.status, dict(answer.getheaders()), answer.read()


async def ask(port: int, path: str, method: str = "GET") -> Answer:
    return await asyncio.to_thread(Answer, port, method, path)


async def test_a_worker_lives_while_its_loops_make_progress(port: int, progress: Progress) -> None:
    progress.expect("claimer", 1)
    progress.pass_time(5)
    alive = await ask(port, "/livez")
    progress.pass_time(5)
    hanging, ready = await ask(port, "/livez"), await ask(port, "/readyz")

    assert (alive.status, json.loads(alive.body)) == (200, {"live": True})
    assert (hanging.status, json.loads(hanging.body)) == (
        503,
        {"live": False, "reasons": ["The claimer makes no progress."]},
    )
    assert ready.status == 503


async def test_a_worker_is_ready_when_the_queue_knows_it(port: int, health: Health) -> None:
    before = await ask(port, "/readyz")
    health.standing = lambda: Standing("quiet")
    after = await ask(port, "/readyz")
    health.standing = lambda: Standing("draining", ("It is stopping.",))
    stopping = await ask(port, "/readyz")

    assert (before.status, json.loads(before.body)["state"]) == (503, "starting")
    assert (after.status, json.loads(after.body)) == (200, {"ready": True, "state": "quiet", "reasons": []})
    assert (stopping.status, json.loads(stopping.body)["reasons"]) == (503, ["It is stopping."])


async def test_metrics_are_handed_on(port: int) -> None:
    answer = await ask(port, "/metrics?x=1")
    assert (answer.status, answer.body) == (200, b"up 1\n")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/metrics/../etc", 404),
        ("HEAD", "/nothing", 404),
        ("POST", "/livez", 501),
        ("DELETE", "/metrics", 501),
    ],
)
async def test_there_is_nothing_else(port: int, method: str, path: str, status: int) -> None:
    assert (await ask(port, path, method)).status == status


async def test_head_has_no_body_and_nobody_learns_what_runs_here(port: int) -> None:
    answer = await ask(port, "/livez", "HEAD")
    assert (answer.status, answer.body, int(answer.headers["Content-Length"])) == (200, b"", len(b'{"live": true}\n'))
    assert "python" not in str(answer.headers).lower()
    assert "python" not in (await ask(port, "/nothing")).body.decode().lower()


async def test_clients_that_say_nothing_keep_nobody_out(port: int) -> None:
    silent = [socket.create_connection((HOST, port)) for _ in range(2 * MOST_REQUESTS)]
    try:
        silent[0].sendall(b"GET /livez HTTP/1.1\r\nX-Endless: ")
        assert (await ask(port, "/livez")).status == 200
    finally:
        for connection in silent:
            connection.close()

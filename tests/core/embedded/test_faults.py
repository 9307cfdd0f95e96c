"""What is killed, left over or made by somebody else does not keep the server from starting."""

import asyncio
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from psycopg.pq import PGconn

from queue_core.embedded import EmbeddedServer, account, binaries, supervision
from queue_core.embedded.home import make_private
from queue_core.errors import ConfigurationError

from .conftest import CLIENT, FAST, Client, kill_server, query


def test_a_killed_client_does_not_count(server: EmbeddedServer, new_client: Callable[[], Client]) -> None:
    client = new_client()
    client.joined()
    client.kill()
    server.close()
    assert not server.is_running()


def test_a_server_whose_clients_were_all_killed_is_joined_and_stopped(
    home: Path, new_client: Callable[[], Client]
) -> None:
    client = new_client()
    process = client.joined()
    client.kill()
    server = EmbeddedServer(home, settings=FAST)
    server.start()
    assert server.process_id == process
    server.close()
    assert not server.is_running()


def test_a_killed_server_is_started_again_with_all_that_was_committed(server: EmbeddedServer) -> None:
    query(server, "create table kept as select 7 as number")
    killed = kill_server(server)
    server.start()
    assert server.process_id not in (None, killed)
    assert query(server, "select number from kept") == 7


def test_leaving_a_killed_server_is_no_error(server: EmbeddedServer) -> None:
    kill_server(server)
    server.close()
    assert server.process_id is None


def test_a_killed_server_with_a_statement_still_running_is_waited_for(server: EmbeddedServer) -> None:
    connection = PGconn.connect(server.conninfo.encode())
    connection.send_query(b"select count(*) from generate_series(1, 3000000)")
    kill_server(server)
    server.start()
    assert query(server, "select 1") == 1
    connection.finish()


def test_a_process_number_that_is_somebody_elses_now_is_no_obstacle(server: EmbeddedServer, home: Path) -> None:
    killed = kill_server(server)
    pid_file = home / "data" / "postmaster.pid"
    text = pid_file.read_text()
    assert text.startswith(f"{killed}\n")
    pid_file.write_text(text.replace(str(killed), str(os.getppid()), 1))
    server.start()
    assert query(server, "select 1") == 1


def test_an_empty_pid_file_is_no_obstacle(server: EmbeddedServer, home: Path) -> None:
    kill_server(server)
    (home / "data" / "postmaster.pid").write_text("")
    server.start()
    assert query(server, "select 1") == 1


def test_a_program_killed_while_it_makes_the_database_leaves_nothing_that_counts(home: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", CLIENT, home], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    while not list(home.glob(".initdb-*/*")):
        assert process.poll() is None
    process.kill()
    process.communicate()
    assert not (home / "data").exists()
    with EmbeddedServer(home, settings=FAST) as server:
        assert query(server, "select 1") == 1
        assert not list(home.glob(".initdb-*"))


def test_a_server_started_by_hand_is_left_alone(server: EmbeddedServer, home: Path, folder: Path) -> None:
    server.close()
    elsewhere = folder / "elsewhere"
    owner = account.for_server(pytest.fail)
    make_private(elsewhere, owner)
    with (folder / "log").open("wb") as log:
        by_hand = owner.popen([binaries.packaged() / "postgres", "-D", home / "data", "-k", elsewhere], log)
        try:
            while not (elsewhere / ".s.PGSQL.5432").exists():
                assert by_hand.poll() is None
            with pytest.raises(ConfigurationError, match=f"Process {by_hand.pid} serves .*: stop it first"):
                server.start()
            assert by_hand.poll() is None
        finally:
            by_hand.terminate()
            by_hand.wait()
    server.start()
    assert query(server, "select 1") == 1


def test_a_server_of_another_directory_on_the_same_socket_is_refused(
    server: EmbeddedServer, home: Path, folder: Path
) -> None:
    moved = folder / "moved"
    (home / "data").rename(moved)
    try:
        with pytest.raises(ConfigurationError, match="Another database server listens in"):
            EmbeddedServer(home, settings=FAST).start()
    finally:
        moved.rename(home / "data")


async def test_a_server_that_is_killed_meanwhile_comes_back(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(supervision, "LOOK_SECONDS", 0.01)
    server = EmbeddedServer(home, settings=FAST)
    back = asyncio.Event()
    loop = asyncio.get_running_loop()
    start = server.start

    def noticed() -> str:
        conninfo = start()
        loop.call_soon_threadsafe(back.set)
        return conninfo

    async with supervision.supervised(server) as conninfo:
        monkeypatch.setattr(server, "start", noticed)
        kill_server(server)
        with caplog.at_level(logging.WARNING):
            await asyncio.wait_for(back.wait(), 30)
        assert query(server, "select 1") == 1
        assert server.conninfo == conninfo
        assert "started again" in caplog.text
    assert not server.is_running()


async def test_a_caller_cancelled_while_it_starts_leaves_no_server_behind(home: Path) -> None:
    server = EmbeddedServer(home, settings=FAST)

    async def use() -> None:
        async with supervision.supervised(server):
            pytest.fail("cancelled before")

    task = asyncio.create_task(use())
    await asyncio.to_thread(_wait_for, home / "start.lock")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not server.is_running()
    assert server.process_id is None


def test_a_loop_that_ends_while_the_server_is_left_leaves_it_all_the_same(home: Path) -> None:
    server = EmbeddedServer(home, settings=FAST)
    gate = threading.Event()

    async def end_early() -> None:
        inside = asyncio.Event()

        async def use() -> None:
            async with supervision.supervised(server):
                inside.set()
                await asyncio.Event().wait()

        async def open_gate_at_the_end() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                gate.set()

        user = asyncio.create_task(use())
        await inside.wait()
        loop = asyncio.get_running_loop()
        for _ in range(100):  # more than there are threads: leaving has to wait its turn
            loop.run_in_executor(None, gate.wait)
        opener = asyncio.create_task(open_gate_at_the_end())
        user.cancel()
        for _ in range(10):
            await asyncio.sleep(0)
        assert not opener.done()  # asyncio.run cancels it, with all that is there, before any of it goes on

    asyncio.run(end_early())
    assert not server.is_running()


def _wait_for(path: Path) -> None:
    while not path.exists():
        threading.Event().wait(0.001)

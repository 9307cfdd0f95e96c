"""`queuectl doctor` looks at everything and says what to do."""

import asyncio

from queue_core.ctl.exits import Exit
from queue_core.text import width
from tests.support.ctl import Ctl, Ran
from tests.support.databases import EMPTY_TEMPLATE, Database, fresh_database
from tests.support.gateway import Gateway
from tests.support.server import Server


def results(ran: Ran) -> dict[str, str]:
    return {check["name"]: check["result"] for check in ran.json["checks"]}


async def test_doctor_looks_at_everything(ctl: Ctl, gateway: Gateway) -> None:
    ran = await ctl("doctor", "--json")
    assert ran.code == Exit.DONE
    assert results(ran) == {
        **dict.fromkeys(("configuration", "connection", "role", "schema", "clock", "tables", "queue"), "ok"),
        "workers": "warning",
    }
    text = await ctl.with_settings(ORCHESTRATOR_URL=f"{gateway.url}/nothing")("doctor")
    assert text.code == Exit.NOT_DONE
    assert max(width(line) for line in text.out.splitlines()) <= 80
    assert any(line.startswith("failed   orchestrator ") for line in text.out.splitlines())
    assert "by QUEUE_DATABASE_URL" in text.out


async def test_doctor_asks_the_orchestrator(ctl: Ctl) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"status": "ok"}')
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as service:
        host, port = service.sockets[0].getsockname()
        well = await ctl.with_settings(ORCHESTRATOR_URL=f"http://{host}:{port}/render")("doctor", "--json")
    assert results(well)["orchestrator"] == "ok"
    gone = await ctl.with_settings(ORCHESTRATOR_URL=f"http://{host}:{port}")("doctor", "--json")
    assert (gone.code, results(gone)["orchestrator"]) == (Exit.NOT_DONE, "failed")


async def test_doctor_ends_with_the_code_of_what_failed(server: Server) -> None:
    ran = await Ctl({"QUEUE_DATABASE_URL": "postgresql://127.0.0.1:1/queue"})("doctor", "--json")
    assert (ran.code, results(ran)["connection"]) == (Exit.UNREACHABLE, "failed")
    ran = await Ctl({"QUEUE_PROFILE": "nowhere"})("doctor", "--json")
    assert (ran.code, results(ran)) == (Exit.MISUSE, {"configuration": "failed"})
    with fresh_database(server, EMPTY_TEMPLATE) as database:
        ran = await Ctl({"QUEUE_DATABASE_URL": database.conninfo})("doctor", "--json")
        assert (ran.code, results(ran)["schema"]) == (Exit.MISUSE, "failed")


async def test_doctor_notices_a_clock_that_is_off(ctl: Ctl, database: Database) -> None:
    await database.execute("update queue.test_clock set moved = interval '1 hour' where true")
    [clock] = [check for check in (await ctl("doctor", "--json")).json["checks"] if check["name"] == "clock"]
    assert clock["result"] == "warning"
    assert clock["message"].endswith("behind the database")

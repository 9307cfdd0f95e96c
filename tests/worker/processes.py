"""Programs of ours as real processes, with their JSON log as a stream of events."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

Event = dict[str, Any]

ROOT = Path(__file__).parents[2]


class Program:
    """A running `queue-worker`. Every line of its log must be a JSON object."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.events: list[Event] = []
        self.output = ""
        self.errors = ""
        self._changed = asyncio.Condition()
        self._reading = [asyncio.create_task(self._read_log()), asyncio.create_task(self._read_errors())]

    async def event(self, name: str, seconds: float = 20, **fields: Any) -> Event:
        """The first event of that name with these fields, when it is there."""
        wanted = {"event": name, **fields}

        def found() -> list[Event]:
            return [event for event in self.events if wanted.items() <= event.items()]

        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: found() or self._reading[0].done())
        assert found(), f"it ended without {wanted}: {self.output}{self.errors}"
        return found()[0]

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    async def exit_code(self, seconds: float = 20) -> int:
        """What it exits with, when it does; its log has been read to the end then."""
        async with asyncio.timeout(seconds):
            await asyncio.gather(*self._reading)
            return await self.process.wait()

    async def _read_log(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.output += line.decode()
            async with self._changed:
                self.events.append(json.loads(line))
                self._changed.notify_all()
        async with self._changed:
            self._changed.notify_all()

    async def _read_errors(self) -> None:
        assert self.process.stderr is not None
        self.errors = (await self.process.stderr.read()).decode()


@asynccontextmanager
async def program(
    *arguments: str, cwd: Path | None = None, through: Sequence[str] = (), **environ: str
) -> AsyncIterator[Program]:
    """Run `queue-worker` with these arguments; killed at the end, if it has not ended.

    `through` is a command that becomes the command after it, such as `ip netns exec NAME`.
    """
    process = await asyncio.create_subprocess_exec(
        *(*through, sys.executable),
        *("-m", "queue_worker", *arguments),
        cwd=cwd or ROOT,
        env={"QUEUE_WORKER_HEALTH_PORT": "0"} | clean_environ() | environ,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=1_000_000,
    )
    running = Program(process)
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
        await asyncio.gather(*running._reading, return_exceptions=True)
        await process.wait()


def clean_environ() -> dict[str, str]:
    """This process's environment without what would reach a worker by accident."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("ORCHESTRATOR", "COV_"))}

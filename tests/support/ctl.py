"""Runs the real `queuectl`, in a process of its own or in that of the tests."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from unittest import mock
from uuid import UUID

import pytest

from queue_core.ctl.commands import queuectl
from queue_core.ctl.exits import Exit
from queue_core.ctl.guard import run
from tests.support.server import FOLDER_VARIABLE

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Ran:
    """What a run left behind."""

    code: int
    output: bytes
    narration: bytes

    @property
    def out(self) -> str:
        return self.output.decode()

    @property
    def err(self) -> str:
        return self.narration.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.output)

    @property
    def error(self) -> Any:
        """The error object of a run with --json."""
        return json.loads(self.narration.splitlines()[-1])["error"]


@dataclass(frozen=True)
class Ctl:
    """`await ctl("jobs", "status:failed")` with the settings it was made with."""

    environment: Mapping[str, str] = field(default_factory=dict)

    def with_settings(self, **settings: str) -> "Ctl":
        return replace(self, environment={**self.environment, **settings})

    @property
    def whole_environment(self) -> dict[str, str]:
        """Compiled modules are shared by all runs: compiling takes longer than most of them."""
        compiled = {"PYTHONPYCACHEPREFIX": os.environ[FOLDER_VARIABLE] + "/compiled", "PYTHONDONTWRITEBYTECODE": ""}
        return {**os.environ, **compiled, **self.environment}

    async def start(self, *arguments: str, **streams: Any) -> asyncio.subprocess.Process:
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), asyncio.subprocess.PIPE)
        command = (sys.executable, "-m", "queue_core.ctl", *arguments)
        return await asyncio.create_subprocess_exec(*command, env=self.whole_environment, **pipes | streams)

    async def __call__(self, *arguments: str, stdin: bytes = b"", **streams: Any) -> Ran:
        process = await self.start(*arguments, **streams)
        async with asyncio.timeout(PATIENCE_SECONDS):
            output, narration = await process.communicate(stdin)
        assert process.returncode is not None
        assert b"Traceback" not in narration, narration.decode()
        return Ran(process.returncode, output or b"", narration or b"")


@dataclass(frozen=True)
class InProcess(Ctl):
    """The same without a process of its own, which is most of the time of a run; only one with streams has one."""

    capture: pytest.CaptureFixture[bytes] | None = None

    async def __call__(self, *arguments: str, stdin: bytes = b"", **streams: Any) -> Ran:
        assert self.capture is not None
        if stdin or streams:
            return await super().__call__(*arguments, stdin=stdin, **streams)
        self.capture.readouterr()
        with mock.patch.dict(os.environ, self.environment):
            code = await asyncio.to_thread(run, queuectl, arguments)
        ran = Ran(code, *self.capture.readouterr())
        assert b"Traceback" not in ran.narration, ran.err
        return ran


QUESTION = '{"question": "Explain Article 370"}'
NO_ID = "00000000-0000-4000-8000-000000000000"


async def enqueued(ctl: Ctl, *options: str, job_type: str = "doubt", payload: str = QUESTION) -> str:
    ran = await ctl("enqueue", job_type, "--payload", payload, *options)
    assert ran.code == Exit.DONE, ran.err
    return str(UUID(ran.out.strip()))


def one_sentence(ran: Ran) -> str:
    """What was said, which is one sentence of the program and nothing else."""
    assert ran.output == b""
    first, *_ = ran.err.splitlines()
    assert first.startswith("queuectl: ")
    assert first.endswith((".", "?"))
    return first.removeprefix("queuectl: ")


def assert_harmless(ran: Ran) -> None:
    """No byte of it drives a terminal."""
    for stream in (ran.out, ran.err):
        for line in stream.split("\n"):
            assert line.isprintable(), ascii(line)

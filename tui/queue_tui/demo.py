"""`queue-tui --demo`: a queue that lives as long as the screen that shows it.

A database of its own, a worker, the demo orchestrator and jobs coming in. Each is a process that ends when
its standard input does, and only this process holds the other ends: so they stop however it ends, by q,
a crash, a closed terminal or kill -9. The database's server stops when the last of them leaves it.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from queue_core.errors import ConfigurationError
from queue_core.settings import Settings, default_home

MOST_AT_ONCE = 9
"""Demos of one user at the same time, each in a folder of its own."""
STOP_SECONDS = 10.0
"""How long the processes get to end by themselves."""
NEEDED = ("aiohttp", "av", "PIL")
FOREIGN = ("QUEUE_", "SUPABASE_", "DATABASE_URL", "ORCHESTRATOR_")
"""Variables that would lead a process to somebody's real queue or service."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A process beside the screen."""

    name: str
    log: Path
    process: "subprocess.Popen[bytes]"


class Demo:
    """The processes of one demo, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(home=folder / "queue", label="demo")
        self.logs = folder / "logs"
        self.companions: list[Companion] = []
        self._reported: set[str] = set()

    def start(self) -> None:
        """Start what runs beside the screen."""
        port = str(_free_port())
        self.logs.mkdir()
        environment = _environment(os.environ, self.settings.home, port)
        for name, words in (
            ("orchestrator", ("demo-orchestrator", "--port", port)),
            ("worker", ("run", "--name", "demo", "--drain-seconds", "1", "--health-port", "0")),
            ("jobs", ("demo-jobs",)),
        ):
            self.companions.append(_companion(name, words, environment, self.logs / f"{name}.log"))

    def stop(self) -> None:
        """End the processes: asked by the end of their input, and killed where they do not."""
        for companion in self.companions:
            if companion.process.stdin is not None:
                companion.process.stdin.close()
        for companion in self.companions:
            try:
                companion.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                companion.process.kill()
                companion.process.wait()

    @property
    def notice(self) -> str:
        """What to say at the beginning."""
        return f"Everything here ends with q. Logs: {self.logs}"

    def problems(self) -> list[str]:
        """What to say about processes that have ended, each once."""
        ended = [companion for companion in self.companions if companion.process.poll() is not None]
        new = [companion for companion in ended if companion.name not in self._reported]
        self._reported.update(companion.name for companion in new)
        return [f"The demo's {one.name} has ended (code {one.process.returncode}): see {one.log}." for one in new]


@contextmanager
def demo_folder() -> Iterator[Path]:
    """An empty folder that no other demo uses. What it holds stays until the next demo, to be looked at."""
    from queue_core.embedded.directories import make_directory

    base = Path(os.environ.get("QUEUE_HOME") or default_home())
    for number in range(1, MOST_AT_ONCE + 1):
        folder = base / f"demo-{number}"
        make_directory(folder)
        with (folder / "lock").open("a") as lock:
            if not _locked(lock):
                continue
            for old in folder.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            yield folder
            return
    raise ConfigurationError(f"{MOST_AT_ONCE} demos are running already: leave one of them with q.")


def run_demo(*, mouse: bool = False, poll_seconds: float | None = None) -> int:
    """Show the demo until the person leaves; returns the exit code."""
    from queue_tui.running import run

    if any(find_spec(module) is None for module in NEEDED):
        raise ConfigurationError("The demo needs more than the base install: run pip install 'queue-tui[demo]'.")
    with demo_folder() as folder:
        demo = Demo(folder)
        try:
            code = run(demo.settings, mouse=mouse, poll_seconds=poll_seconds, beside=demo)
        finally:
            demo.stop()
    sys.stderr.write(f"The demo's logs are in {demo.logs}.\n")
    return code


def _companion(name: str, words: Sequence[str], environment: Mapping[str, str], log: Path) -> Companion:
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "queue_worker", *words, "--end-with-stdin"],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env=environment,
            start_new_session=True,  # Ctrl-C and a closed terminal are the screen's business
        )
    return Companion(name, log, process)


def _environment(environ: Mapping[str, str], home: Path, port: str) -> dict[str, str]:
    own = {name: value for name, value in environ.items() if not name.startswith(FOREIGN)}
    return {**own, "QUEUE_HOME": str(home), "ORCHESTRATOR_URL": f"http://127.0.0.1:{port}"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

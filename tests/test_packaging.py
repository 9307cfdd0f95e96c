"""What is built can be installed by itself and runs; what is pinned is what is declared."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
COMMANDS = ("queue-tui", "queue-worker", "queuectl")
PACKAGES = ("queue_core", "queue_worker", "queue_tui")

pytestmark = pytest.mark.xdist_group("packaging")  # one process builds and installs for all of these

LOAD_ALL = """
import importlib, pkgutil, sys
for package in sys.argv[1:]:
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print([name for name in ("textual", "rich") if name in sys.modules])
"""


def project() -> dict[str, object]:
    """pyproject.toml."""
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text())


def uv() -> str:
    """The uv that make uses."""
    brought = REPOSITORY / ".tools" / "bin" / "uv"
    for candidate in ("uv", str(brought)):
        if shutil.which(candidate) and _runs(candidate):
            return candidate
    pytest.fail("uv is missing: run make install")


def _runs(command: str) -> bool:
    """A name may be there and lead nowhere, as pyenv's do."""
    return subprocess.run([command, "--version"], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The distribution, built."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin directory of an environment with the wheel and what it depends on, nothing else."""
    environment = tmp_path_factory.mktemp("fresh") / "venv"
    lock = str(REPOSITORY / "requirements.lock")
    subprocess.run([uv(), "venv", "--quiet", "--python", sys.executable, str(environment)], check=True)
    subprocess.run(
        [uv(), "pip", "install", "--quiet", "--python", str(environment), "--constraints", lock, str(wheel)], check=True
    )
    return environment / "bin"


@pytest.fixture
def home() -> Iterator[Path]:
    """For an embedded server of the installed program's; the path is one that root's system user can get to."""
    path = Path(f"/tmp/queue-packaging-{os.getpid()}")
    yield path
    shutil.rmtree(path, ignore_errors=True)


def run(*command: str | Path, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """With nothing of this checkout in sight."""
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "TERM": "xterm-256color"}
    if home is not None:
        environment["QUEUE_HOME"] = str(home)
    return subprocess.run(
        [str(word) for word in command],
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_holds_the_three_packages_with_their_data_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {*PACKAGES, f"queue_tui-{version()}.dist-info"}
    for package in PACKAGES:
        assert f"{package}/py.typed" in names
    for folder, package in zip(("core", "worker", "tui"), PACKAGES, strict=True):
        source = REPOSITORY / folder
        files = {str(path.relative_to(source)) for path in (source / package).rglob("*") if path.is_file()}
        assert {name for name in files if "__pycache__" not in name} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def version() -> str:
    """The one that is declared."""
    declared = project()["project"]
    assert isinstance(declared, dict)
    return str(declared["version"])


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_its_version(installed: Path, command: str) -> None:
    done = run(installed / command, "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert version() in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_helps(installed: Path, command: str) -> None:
    done = run(installed / command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.lower().startswith(f"usage: {command}")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs_as_a_module_too(installed: Path, command: str) -> None:
    module = {"queue-tui": "queue_tui", "queue-worker": "queue_worker", "queuectl": "queue_core.ctl"}[command]
    done = run(installed / "python", "-m", module, "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert version() in done.stdout


def test_the_installed_program_makes_a_queue_and_uses_it(installed: Path, home: Path) -> None:
    payload = '{"question": "Explain Article 370"}'
    enqueued = run(installed / "queuectl", "--json", "enqueue", "doubt", "--payload", payload, home=home)
    assert enqueued.returncode == 0, enqueued.stderr
    listed = run(installed / "queuectl", "--json", "jobs", home=home)
    assert listed.returncode == 0, listed.stderr
    assert '"doubt"' in listed.stdout
    json.loads(listed.stdout)


def test_the_terminal_ui_without_a_terminal_says_so(installed: Path, home: Path) -> None:
    done = run(installed / "queue-tui", home=home)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_the_demo_orchestrator_without_its_extra_says_what_to_install(installed: Path) -> None:
    done = run(installed / "queue-worker", "demo-orchestrator")
    assert done.returncode == 2
    assert "queue-tui[demo]" in done.stderr
    assert "Traceback" not in done.stderr


def test_core_and_worker_load_neither_textual_nor_rich() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOAD_ALL, "queue_core", "queue_worker"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


# -- the lock ---------------------------------------------------------------------------------------


def locked() -> dict[str, str]:
    """Each pinned name with its block of the lock."""
    text = (REPOSITORY / "requirements.lock").read_text()
    blocks = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)
    return {re.split(r"[=\[]", block, maxsplit=1)[0]: block for block in blocks if block.strip()}


def declared() -> set[str]:
    """The names that pyproject.toml asks for, extras and the development group included."""
    table = project()
    metadata, groups = table["project"], table["dependency-groups"]
    assert isinstance(metadata, dict)
    assert isinstance(groups, dict)
    lists = [metadata["dependencies"], *metadata["optional-dependencies"].values(), *groups.values()]
    return {re.split(r"[^\w.-]", line, maxsplit=1)[0].lower() for lines in lists for line in lines}


def test_everything_declared_is_pinned_with_hashes() -> None:
    pinned = locked()
    assert declared() - set(pinned) == set()
    assert [name for name, block in pinned.items() if "--hash=sha256:" not in block or "==" not in block] == []


def test_the_lock_holds_no_address_and_no_path() -> None:
    text = (REPOSITORY / "requirements.lock").read_text()
    assert re.findall(r"(?m)://|file:|^--|^-\w|^\S*/", text) == []

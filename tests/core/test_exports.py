"""What the package offers is there, sorted, and costs nothing until it is used."""

import subprocess
import sys
from pathlib import Path

import queue_core


def test_every_name_that_is_offered_is_there() -> None:
    for name in queue_core.__all__:
        assert getattr(queue_core, name).__name__ == name


def test_the_list_is_sorted_and_complete() -> None:
    assert queue_core.__all__ == sorted(queue_core.__all__)
    assert sorted(name for names in queue_core._MODULES.values() for name in names) == queue_core.__all__


def test_a_name_that_is_not_offered_is_an_ordinary_error() -> None:
    assert not hasattr(queue_core, "no_such_name")


def test_the_map_names_every_module() -> None:
    here = Path(queue_core.__file__).parent
    modules = {path.stem for path in here.iterdir() if not path.name.startswith(("_", "py.typed"))}
    assert queue_core.__doc__ is not None
    assert {name for name in modules if f"`{name}`" not in queue_core.__doc__} == set()


def test_importing_it_imports_nothing_else_of_it() -> None:
    code = "import sys, queue_core; print([name for name in sys.modules if name.startswith('queue_core.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

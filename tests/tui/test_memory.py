"""What is remembered of a place: it comes back as it was, and whatever else the file holds is left aside."""

import json
import os
import stat
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from queue_core.models import FailureSort, JobId
from queue_tui.formatting import TimeStyle
from queue_tui.places.memory import MOST_BYTES, Memory, memory_path, recall, remember
from queue_tui.places.saved import BUILT_IN, SavedView, problem_of, view_called, with_view, without_view

MINE = SavedView(name="mine ☃", filter='status:failed error:"\\"x"', order="queue", columns=("id", "error"))
LEFT = Memory(
    screen="failures",
    filter="type:doubt",
    order="oldest",
    columns=("id", "type"),
    times=TimeStyle.UTC,
    failure_sort=FailureSort.DAY,
    cursor=JobId("00000000-0000-4000-8000-000000000001"),
    saved=(MINE,),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return memory_path("db:5432/app", {"QUEUE_HOME": str(tmp_path)})


def test_it_comes_back_as_it_was_and_only_its_owner_can_read_it(path: Path) -> None:
    assert recall(path) == (Memory(), None)
    remember(path, LEFT)
    remember(path, replace(LEFT, filter="type:other"))
    remember(path, LEFT)
    assert recall(path) == (LEFT, None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [*path.parent.iterdir()] == [path]
    assert LEFT.afresh() == Memory(saved=(MINE,))


def test_places_are_apart_and_their_files_say_nothing_of_them(tmp_path: Path) -> None:
    environ = {"QUEUE_HOME": str(tmp_path)}
    paths = {memory_path(place, environ) for place in ("PRODUCTION", "staging", "../../etc/passwd")}
    assert len(paths) == 3
    assert {path.parent for path in paths} == {tmp_path / "tui" / "places"}
    assert all(path.name.removesuffix(".json").isalnum() for path in paths)


CHANGES: tuple[dict[str, object], ...] = (
    {"screen": "nowhere"},
    {"screen": ["jobs"]},
    {"filter": "sttus:failed"},
    {"filter": 7},
    {"filter": "a" * 20_000},
    {"order": "random"},
    {"columns": "id"},
    {"columns": [1]},
    {"columns": ["id"] * 1000},
    {"times": "sidereal"},
    {"times": {}},
    {"failure_sort": "random"},
    {"failure_sort": [1]},
    {"cursor": "\x1b[2J"},
    {"saved": {}},
    {"saved": [{"name": "\x1b]0;x"}]},
    {"saved": [{"name": "x", "filter": "(("}, 1]},
    {"saved": [asdict(MINE)] * 51},
)
GOOD = json.loads(json.dumps(asdict(LEFT)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "[" * 100_000,
        "\x00\xff",
        "x" * (MOST_BYTES + 1),
        *(json.dumps({**GOOD, **change}) for change in CHANGES),
    ],
)
def test_a_file_that_holds_something_else_is_left_aside_and_said(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(text, "latin-1")
    memory, problem = recall(path)
    assert memory == Memory()
    assert problem is not None
    assert problem.endswith(f"{path} is left aside.")
    assert "\n" not in problem
    assert problem.isprintable()
    remember(path, LEFT)
    assert recall(path) == (LEFT, None)


def test_what_is_no_file_is_said_too(path: Path) -> None:
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    assert recall(path)[0] == Memory()
    path.unlink()
    path.mkdir()
    assert "Is a directory" in str(recall(path)[1])
    with pytest.raises(OSError, match="directory"):
        remember(path, LEFT)
    assert [*path.parent.iterdir()] == [path]


def test_views_are_found_by_name_and_ones_own_come_first() -> None:
    own = with_view((), MINE)
    held = replace(MINE, name="Stuck and Held")
    assert view_called("MINE ☃", own) == MINE
    assert view_called("stuck and held", own) in BUILT_IN
    assert view_called("stuck and held", with_view(own, held)) == held
    assert with_view(own, replace(MINE, order="newest")) == (replace(MINE, order="newest"),)
    assert without_view(own, "mine ☃ ") == ()
    assert view_called("nothing", own) is None


def test_the_views_that_everybody_has_can_be_shown() -> None:
    assert [problem_of(view) for view in BUILT_IN] == [None] * len(BUILT_IN)

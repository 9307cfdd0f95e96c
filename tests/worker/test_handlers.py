"""Handlers of the user's own: found, loaded, and refused in one sentence where they cannot be."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from queue_core.errors import ConfigurationError
from queue_worker import handlers
from queue_worker.handlers import Handlers, JobContext


async def default(_: JobContext) -> Mapping[str, object]:
    return {}


async def own(_: JobContext) -> Mapping[str, object]:
    return {"own": True}


@pytest.fixture(autouse=True)
def fresh_registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(handlers, "REGISTERED", Handlers())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_a_type_without_a_handler_gets_the_default() -> None:
    registry = Handlers()
    registry.register("notes", own)

    assert registry.find("notes", default) is own
    assert registry.find("doubt", default) is default
    assert registry.types == ("notes",)


def test_a_module_in_the_current_directory_registers_its_handlers(tmp_path: Path) -> None:
    (tmp_path / "handlers_ok.py").write_text(
        "from queue_worker import handler\n\n@handler('notes')\nasync def notes(context):\n    return {}\n"
    )

    assert handlers.load(["handlers_ok"]).types == ("notes",)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be imported: ModuleNotFoundError: No module named 'handlers_bad'"),
        ("1/0", "cannot be imported: ZeroDivisionError: division by zero."),
        ("def", "cannot be imported: SyntaxError"),
        ("raise SystemExit", "cannot be imported: SystemExit: no message"),
        ("x = 1", "registers no handler: decorate one"),
        (
            "from queue_worker import handler\n@handler('a')\nasync def a(c): ...\n@handler('a')\nasync def b(c): ...",
            "Two handlers are registered for the job type 'a'",
        ),
    ],
)
def test_a_module_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, content: str | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / "handlers_bad.py").write_text(content)

    with pytest.raises(ConfigurationError) as caught:
        handlers.load(["handlers_bad"])

    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)

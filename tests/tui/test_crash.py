import stat
from pathlib import Path

import pytest

from queue_tui.terminal.crash import record, redact


def failing() -> None:
    password = "hunter2-in-a-local"  # noqa: F841
    raise RuntimeError("cannot reach postgresql://queue:hunter3@db.example/queue")


def caught() -> RuntimeError:
    with pytest.raises(RuntimeError) as info:
        failing()
    return info.value


def test_a_trace_is_kept_without_locals_or_secrets_and_only_for_this_user(tmp_path: Path) -> None:
    incident = record(caught(), tmp_path / "new")
    assert incident.path is not None
    text = incident.path.read_text()
    assert incident.number in text
    assert "in failing" in text
    assert "postgresql://queue:***@db.example/queue" in text
    assert "hunter3" not in text
    assert "hunter2" not in text.replace('password = "hunter2-in-a-local"', "")
    assert stat.S_IMODE(incident.path.stat().st_mode) == 0o600
    assert str(incident.path) in incident.sentence
    assert incident.number in incident.sentence


def test_two_incidents_never_share_a_file(tmp_path: Path) -> None:
    first, second = (record(caught(), tmp_path) for _ in range(2))
    assert first.path != second.path


def test_where_no_file_can_be_written_the_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    incident = record(caught(), tmp_path / "file")
    assert incident.path is None
    assert "could not be kept" in incident.sentence


@pytest.mark.parametrize(
    "secret",
    [
        "postgres://u:s3cret@host/db",
        "postgres://:s3cret@host/db",
        "apikey: s3cret",
        "Authorization: Bearer s3cret",
        "password='s3cret'",
        "sb_secret_s3cret",
        "eyJhbGciOiJIUzI1NiJ9.s3cret.signature",
    ],
)
def test_what_looks_like_a_secret_is_blotted_out(secret: str) -> None:
    assert "s3cret" not in redact(f"before {secret} after")
    assert redact(f"before {secret} after").startswith("before ")

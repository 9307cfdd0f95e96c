import stat
from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from queue_tui.terminal import clipboard


def payload_of(sequence: str) -> str:
    return b64decode(sequence.split(";")[2].rstrip("\x07")).decode()


def test_a_short_text_goes_to_the_terminals_clipboard() -> None:
    copied = clipboard.copy("3f2a9c1e", "id", {})
    assert copied.sequence == f"\x1b]52;c;{b64encode(b'3f2a9c1e').decode()}\x07"
    assert copied.sentence == "Sent to the terminal's clipboard: the id."


def test_in_tmux_it_is_sent_as_tmux_takes_it_and_as_tmux_hands_it_on() -> None:
    copied = clipboard.copy("id", "id", {"TMUX": "/tmp/tmux-0/default,1,0"})
    plain = f"\x1b]52;c;{b64encode(b'id').decode()}\x07"
    doubled = plain.replace("\x1b", "\x1b\x1b")
    assert copied.sequence == f"{plain}\x1bPtmux;{doubled}\x1b\\"
    assert "set-clipboard" in copied.sentence


def test_in_screen_it_is_handed_through() -> None:
    copied = clipboard.copy("id", "id", {"STY": "1234.pts-0"})
    assert copied.sequence.startswith("\x1bP\x1b]52;")
    assert copied.sequence.endswith("\x07\x1b\\")


@pytest.mark.parametrize(("environ", "length"), [({}, 80_000), ({"STY": "1"}, 1000), ({"TMUX": "1"}, 60_000)])
def test_too_much_for_a_terminal_goes_into_a_private_file(tmp_path: Path, environ: dict[str, str], length: int) -> None:
    text = "ä" * (length // 2)
    copied = clipboard.copy(text, "payload", {**environ, "QUEUE_HOME": str(tmp_path)})
    assert copied.sequence == ""
    [path] = (tmp_path / "tui" / "copies").iterdir()
    assert str(path) in copied.sentence
    assert path.read_text() == text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("not a folder")
    copied = clipboard.copy("x" * 200_000, "trace", {"QUEUE_HOME": str(home)})
    assert copied.sequence == ""
    assert "no file could be written" in copied.sentence


def test_what_is_copied_is_harmless_to_paste() -> None:
    copied = clipboard.copy("ls\x1b[201~\nrm -rf\x00 \u202e", "trace", {})
    assert payload_of(copied.sequence) == "ls␛[201~\nrm -rf␀ �"


def test_half_a_surrogate_pair_does_not_stop_a_copy() -> None:
    assert clipboard.copy("a\ud800b", "id", {}).sequence


def test_a_name_that_is_data_stays_in_its_folder(tmp_path: Path) -> None:
    path = clipboard.save("x", "../../etc/passwd", {"QUEUE_HOME": str(tmp_path)})
    assert path.parent == tmp_path / "tui" / "copies"

"""The system user that runs the server for root."""

import subprocess
import sys

import pytest

from queue_core.embedded import account

from .conftest import IS_ROOT

NAME = "queue-tui-test"

PROGRAM = f"""
from queue_core.embedded import account
account.SYSTEM_USER = "{NAME}"
told = []
found = account.for_server(told.append)
print(found.uid, len(told))
"""


@pytest.mark.skipif(not IS_ROOT, reason="only root makes users")
def test_programs_that_start_at_once_make_one_user_and_all_use_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "SYSTEM_USER", NAME)
    try:
        programs = [
            subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) for _ in range(6)
        ]
        answers = [program.communicate()[0].split() for program in programs]
        found = account.for_server(pytest.fail)
        assert [uid for uid, _ in answers] == [str(found.uid)] * len(programs)
        assert sum(int(told) for _, told in answers) == 1, "one of them made the user and said so"
    finally:
        subprocess.run(["/usr/sbin/userdel", NAME], check=False, capture_output=True)

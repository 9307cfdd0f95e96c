from queue_tui.terminal.outside import pager_command, pager_environment


def test_the_pager_is_the_users_or_less() -> None:
    assert pager_command({"PAGER": "cat -v"}) == ["cat", "-v"]


def test_without_a_pager_there_is_none() -> None:
    assert pager_command({"PAGER": "no-such-pager-anywhere"}) is None
    assert pager_command({"PAGER": "'unclosed"}) is None


def test_less_runs_no_commands_and_shows_no_raw_controls() -> None:
    environment = pager_environment({"LESS": "-R", "LESSOPEN": "|evil %s", "LESSCLOSE": "evil", "HOME": "/root"})
    assert environment == {"HOME": "/root", "LESSSECURE": "1"}

"""Command lines: what they mean, what could come next, and what is said of those that mean nothing."""

import pytest

from queue_tui.commands.typed import COMMANDS, Known, Mistyped, next_words, read, type_and_reason
from queue_tui.places.lock import Wish, wish_of

KNOWN = Known(types=["doubt", "daily_ca"], saved=["stuck and held", "mine"], paused=["daily_ca"])


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("interval 5", "interval", "5"),
        (":unlock 15m the reason  why", "unlock", "15m the reason  why"),
        ("filter", "filter", ""),
        ("int 5", "interval", "5"),
        ("  quit ", "quit", ""),
        ("pause all the service is down", "pause", "all the service is down"),
        ("pause", "pause", ""),
        ("view 3", "view", "3"),
    ],
)
def test_a_line_is_a_verb_and_what_it_takes(text: str, name: str, argument: str) -> None:
    typed = read(text)
    assert (typed.command.name, typed.argument) == (name, argument)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unlok 15m x", "There is no command 'unlok': did you mean 'unlock'?"),
        ("xyzzy", "There is no command 'xyzzy': Tab goes through those there are."),
        ("f", "'f' could be filter or forget or freeze."),
        ("interval", "'interval' needs SECONDS|auto: how often to look for changes, 0.1 to 60."),
        ("quit now", "'quit' takes nothing behind it."),
        ("", "Type a command: Tab goes through them."),
    ],
)
def test_a_line_that_means_nothing_says_what_would(text: str, said: str) -> None:
    with pytest.raises(Mistyped) as caught:
        read(text)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("un", ["unlock ", "undo"]),
        ("sort n", ["sort newest"]),
        ("sort a", ["sort age"]),
        ("columns us", ["columns user", "columns usual"]),
        ("columns id,s", ["columns id,status"]),
        ("columns id,i", []),
        ("filter type:d", ["filter type:doubt", "filter type:daily_ca"]),
        ("view st", ["view stuck and held"]),
        ("forget m", ["forget mine"]),
        ("quit ", []),
        ("pa", ["pause "]),
        ("re", ["refresh", "resume "]),
        ("pause d", ["pause doubt ", "pause daily_ca "]),
        ("pause a", ["pause all "]),
        ("pause doubt ", []),
        ("resume ", ["resume daily_ca", "resume all"]),
        ("nonsense ", []),
    ],
)
def test_what_could_come_next(text: str, offers: list[str]) -> None:
    assert next_words(text, KNOWN) == offers


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", (None, "")),
        ("doubt", ("doubt", "")),
        ("daily_ca deploy of manim", ("daily_ca", "deploy of manim")),
        ("all deploy of doubt", (None, "deploy of doubt")),
        ("all", (None, "")),
    ],
)
def test_a_pause_is_of_a_type_where_one_comes_first(text: str, meant: tuple[str | None, str]) -> None:
    assert type_and_reason(text, KNOWN) == meant


@pytest.mark.parametrize("text", ["daily_ac deploy", "doubtt", "topic_short deploy", "manim", "deploy of doubt"])
def test_what_is_no_type_does_not_pause_the_whole_queue(text: str) -> None:
    with pytest.raises(Mistyped, match="There has been no job of type"):
        type_and_reason(text, KNOWN)


def test_a_type_that_no_line_can_name_is_not_offered() -> None:
    types = ["doubt", "doubt of two words", "do\x1bubt", "do\u00a0ubt"]
    known = Known(types=types, paused=types)
    assert next_words("pause d", known) == ["pause doubt "]
    assert next_words("resume d", known) == ["resume doubt"]
    assert next_words("filter type:d", known) == ["filter type:doubt", 'filter type:"doubt of two words"']


def test_every_verb_begins_a_line_and_is_explained() -> None:
    assert len(next_words("", KNOWN)) == len(COMMANDS)
    assert all(command.help for command in COMMANDS)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("15m incident 7", Wish(900.0, "incident 7")),
        ("8h all day", Wish(28800.0, "all day")),
        ("30s quick", Wish(30.0, "quick")),
        ("9h too long", None),
        ("0m none", None),
        ("15m", None),
        ("15 minutes please", None),
        ("1e9m x", None),
    ],
)
def test_a_wish_to_write_has_a_length_and_a_reason(text: str, wish: Wish | None) -> None:
    assert wish_of(text) == wish

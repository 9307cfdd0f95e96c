"""Commands that are typed behind a colon: their verbs, what they take, and what could come next. No Textual in here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from queue_core.filters import completions
from queue_core.text import clean
from queue_tui.orders import WORDS
from queue_tui.views import VIEWS
from queue_tui.widgets.columns import COLUMNS

ALL = "all"
"""The whole queue, said in full: a word that is no type must not pause more than was meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What completion knows about the place."""

    types: Sequence[str] = ()
    saved: Sequence[str] = ()
    """Names of the person's views and of those that everybody has."""
    paused: Sequence[str] = ()
    """Types that are paused by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One verb."""

    name: str
    takes: str
    """What comes behind it, as one would say it; empty: nothing."""
    help: str
    offers: Callable[[str, Known], Sequence[str]] = lambda text, known: ()
    """Whole arguments that begin with what is typed."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A command line that makes sense."""

    command: Command
    argument: str


class Mistyped(Exception):
    """A command line that makes none; says what would."""


def _words(*words: str) -> Callable[[str, Known], Sequence[str]]:
    return lambda text, known: _beginning(words, text)


def _beginning(words: Sequence[str], text: str) -> list[str]:
    return [word for word in words if word.casefold().startswith(text.casefold())]


def _views(text: str, known: Known) -> list[str]:
    return _beginning([*(view.name for view in VIEWS), *known.saved], text)


def _filters(text: str, known: Known) -> list[str]:
    offers = completions(text, len(text), types=known.types)
    return [text[: offer.start] + offer.text + text[offer.end :] for offer in offers]


def _types(text: str, known: Known) -> list[str]:
    """What comes behind a type, or behind all, is the reason."""
    return [] if " " in text else [f"{word} " for word in _beginning([*_typable(known.types), ALL], text)]


def _typable(types: Sequence[str]) -> list[str]:
    """Those that a line can name: of one word, in which nothing is hidden."""
    return [word for word in types if clean(word) == word and " " not in word]


def _columns(text: str, known: Known) -> list[str]:
    """The last name of the line, whole; `usual` only alone."""
    before, comma, last = text.rpartition(",")
    names = [column.name for column in COLUMNS if column.name not in before.split(",")]
    return [before + comma + name for name in _beginning(names if comma else [*names, USUAL], last)]


USUAL = "usual"
"""The columns that a list has unless somebody chooses some."""
COMMANDS: tuple[Command, ...] = (
    Command(name="filter", takes="[FILTER]", help="list the jobs that match; nothing lists all", offers=_filters),
    Command(name="sort", takes="ORDER", help="list them in this order", offers=_words(*WORDS)),
    Command(name="view", takes="NAME", help="go to a view by name or digit, or show a saved one", offers=_views),
    Command(name="save", takes="NAME", help="keep filter, order and columns under a name"),
    Command(
        name="forget",
        takes="NAME",
        help="delete a view that you saved",
        offers=lambda text, known: _beginning(known.saved, text),
    ),
    Command(
        name="columns",
        takes="[NAME,NAME|usual]",
        help="list these, such as id,status,error; nothing asks which",
        offers=_columns,
    ),
    Command(
        name="times",
        takes="relative|local|utc",
        help="how moments are written",
        offers=_words("relative", "local", "utc"),
    ),
    Command(
        name="interval",
        takes="SECONDS|auto",
        help="how often to look for changes, 0.1 to 60",
        offers=_words("auto", "1", "5", "30"),
    ),
    Command(
        name="unlock",
        takes="TIME REASON",
        help="write for a while, such as '15m the reason why'",
        offers=_words("5m ", "15m ", "1h "),
    ),
    Command(name="lock", takes="", help="only read again"),
    Command(name="export", takes="", help="write what the filter shows into a file"),
    Command(name="refresh", takes="", help="read everything again"),
    Command(name="freeze", takes="", help="hold the list still, or let it follow again"),
    Command(
        name="pause",
        takes="[TYPE|all REASON]",
        help="start no more jobs, of one type or at all; what runs goes on",
        offers=_types,
    ),
    Command(
        name="resume",
        takes="[TYPE|all]",
        help="start jobs again, of one type or of all that are not paused by themselves",
        offers=lambda text, known: _beginning([*_typable(known.paused), ALL], text),
    ),
    Command(name="undo", takes="", help="undo the last action"),
    Command(name="help", takes="", help="the keys of this screen"),
    Command(name="quit", takes="", help="leave"),
)


def read(text: str) -> Typed:
    """The command. The beginning of a verb is enough where no other begins so. Raises Mistyped."""
    word, _, argument = text.strip().removeprefix(":").partition(" ")
    names = [command.name for command in COMMANDS]
    found = [command for command in COMMANDS if command.name == word] or [
        command for command in COMMANDS if word and command.name.startswith(word)
    ]
    if len(found) > 1:
        raise Mistyped(f"'{word}' could be {' or '.join(command.name for command in found)}.")
    if not found:
        near = get_close_matches(word, names, n=1, cutoff=0.4)
        hint = f"did you mean '{near[0]}'?" if near else "Tab goes through those there are."
        raise Mistyped(f"There is no command '{word}': {hint}" if word else "Type a command: Tab goes through them.")
    [command] = found
    argument = argument.strip()
    if argument and not command.takes:
        raise Mistyped(f"'{command.name}' takes nothing behind it.")
    if not argument and command.takes and not command.takes.startswith("["):
        raise Mistyped(f"'{command.name}' needs {command.takes}: {command.help}.")
    return Typed(command, argument)


def type_and_reason(text: str, known: Known) -> tuple[str | None, str]:
    """What is paused, and why; None: the queue. Raises Mistyped for a first word that says neither."""
    word, _, rest = text.partition(" ")
    if not word or word in known.types:
        return word or None, rest.strip()
    if word == ALL:
        return None, rest.strip()
    near = get_close_matches(word, known.types, n=1, cutoff=0.8)
    hint = f"did you mean '{near[0]}'?" if near else f"begin with a type, or with '{ALL}' for the whole queue."
    raise Mistyped(f"There has been no job of type '{word}': {hint}")


def columns_named(words: Sequence[str]) -> tuple[str, ...]:
    """The columns by name or title, as the list has them from left to right. Raises Mistyped."""
    wanted = {word.strip().casefold() for word in words} - {""}
    found = [column for column in COLUMNS if {column.name, column.title.casefold()} & wanted]
    unknown = sorted(wanted - {word for column in found for word in (column.name, column.title.casefold())})
    if unknown or not found:
        there_are = ", ".join(column.name for column in COLUMNS)
        raise Mistyped(f"No column is called '{', '.join(unknown)}': there are {there_are}.")
    return tuple(column.name for column in found)


def next_words(text: str, known: Known) -> list[str]:
    """Whole lines that this one could become."""
    word, space, argument = text.partition(" ")
    if not space:
        return [command.name + (" " if command.takes else "") for command in COMMANDS if command.name.startswith(word)]
    command = next((command for command in COMMANDS if command.name == word), None)
    return [] if command is None else [f"{word} {offer}" for offer in command.offers(argument.lstrip(), known)]


def meaning(text: str) -> str:
    """What the line is about to do, or what could be typed."""
    word = text.partition(" ")[0]
    begun = [command for command in COMMANDS if word and command.name.startswith(word)]
    command = begun[0] if len(begun) == 1 else next((one for one in begun if one.name == word), None)
    return "" if command is None else f"{command.name} {command.takes}".rstrip() + f": {command.help}"

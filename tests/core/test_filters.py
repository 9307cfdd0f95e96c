"""The filter language: what is understood, what is refused and how, and that its text is canonical."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_core.errors import InvalidFilter, InvalidInput
from queue_core.filters import FIELDS, Filter, Kind, Match, Op, Range, Term, completions, parse_filter
from queue_core.text import clean

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)


def only(text: str) -> Term:
    [term] = parse_filter(text).terms
    return term


def json_values(text: str) -> object:
    return only(text).as_json()["values"]


def test_the_example_of_the_design_is_understood() -> None:
    text = (
        'status:failed,cancelled type:doubt priority:high error:"connection reset" category:timeout '
        "payload.user_id:42 age:>15m created:2026-11-01.. tries:>=2 worker:vps1 fingerprint:9c1e id:3f2a "
        "-type:daily_ca free text"
    )
    terms = parse_filter(text).terms
    assert [term.field for term in terms] == [
        *("status", "type", "priority", "error", "category", "payload", "age", "created", "tries", "worker"),
        *("fingerprint", "id", "type", "text", "text"),
    ]
    assert [term.field for term in terms if term.negated] == ["type"]
    assert str(parse_filter(text)) == text.replace("2026-11-01..", ">=2026-11-01")


def test_no_text_means_all_jobs() -> None:
    assert parse_filter("  \t ") == Filter() == Filter(())
    assert Filter().as_json() == []
    assert str(Filter()) == ""


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("type:doubt", ["doubt"]),
        ("worker:vps1", ["vps1"]),
        ("type:doubt,daily_ca", ["doubt", "daily_ca"]),
        ('type:"daily*"', ["daily*"]),
        ("STATUS:Failed", ["failed"]),
        ("job_type:doubt", ["doubt"]),
        ('payload.length:">60"', [">60"]),
    ],
)
def test_texts_to_be_equal_to_are_sent_as_texts(text: str, texts: list[str]) -> None:
    assert only(text).as_json()["op"] == "in"
    assert json_values(text) == texts


@pytest.mark.parametrize(
    ("text", "json"),
    [
        ("type:daily*,*ca,*il*,x", [{"begins": "daily"}, {"ends": "ca"}, {"contains": "il"}, {"equals": "x"}]),
        ("worker:vps1*", [{"begins": "vps1"}]),
        ("fingerprint:9c1e", [{"begins": "9c1e"}]),
        ("id:3F2A-1", [{"begins": "3f2a1"}]),
        ('user:""', [{"missing": True}]),
        ("category:*", [{"present": True}]),
        ("error:50%", [{"contains": "50%"}]),
        ('error:"a ""b"', [{"contains": "a b"}]),
        (r'error:"say \"no\" \\ \n"', [{"contains": 'say "no" \\ \\n'}]),
        ("payload.length:>60", [{"gt": "60"}]),
        ("payload.length:10..60,90", [{"gte": "10", "lte": "60"}, {"equals": "90"}]),
        ("tries:2", [{"gte": 2, "lte": 2}]),
        ("tries:<3", [{"lt": 3}]),
        ("age:>15m", [{"gt": 900.0}]),
        ("age:1h30m..1w", [{"gte": 5400.0, "lte": 604800.0}]),
        ("age:<=0.5s", [{"lte": 0.5}]),
    ],
)
def test_other_values_name_their_comparison(text: str, json: object) -> None:
    assert only(text).as_json()["op"] == "any"
    assert json_values(text) == json


@pytest.mark.parametrize(
    ("value", "json"),
    [
        ("2026-11-05", {"gte": "2026-11-05T00:00:00+00:00", "lt": "2026-11-06T00:00:00+00:00"}),
        ("2026-11-01..2026-11-05", {"gte": "2026-11-01T00:00:00+00:00", "lt": "2026-11-06T00:00:00+00:00"}),
        ("..2026-11-05", {"lt": "2026-11-06T00:00:00+00:00"}),
        (">2026-11-05", {"gte": "2026-11-06T00:00:00+00:00"}),
        (">=2026-11-05", {"gte": "2026-11-05T00:00:00+00:00"}),
        ("<2026-11-05", {"lt": "2026-11-05T00:00:00+00:00"}),
        ("<=2026-11-05", {"lt": "2026-11-06T00:00:00+00:00"}),
        ("2026-11-05T14:30", {"gte": "2026-11-05T14:30:00+00:00", "lt": "2026-11-05T14:31:00+00:00"}),
        ("2026-11-05T14:30:05Z", {"gte": "2026-11-05T14:30:05+00:00", "lt": "2026-11-05T14:30:06+00:00"}),
        ("2026-11-05t01:00+05:30", {"gte": "2026-11-04T19:30:00+00:00", "lt": "2026-11-04T19:31:00+00:00"}),
        (">2026-11-05T01:00:00.5-0100", {"gt": "2026-11-05T02:00:00.500000+00:00"}),
        ("-2h..", {"gte": {"ago": 7200.0}}),
        ("-2h..-90m", {"gte": {"ago": 7200.0}, "lte": {"ago": 5400.0}}),
    ],
)
def test_a_date_means_all_of_its_day_and_a_time_all_of_its_minute(value: str, json: dict[str, object]) -> None:
    assert json_values(f"created:{value}") == [json]


def test_bare_words_are_text_and_a_quoted_field_is_too() -> None:
    assert only('"status:failed"') == Term("text", (Match(Op.CONTAINS, "status:failed"),))
    assert only("12:30") == Term("text", (Match(Op.CONTAINS, "12:30"),))
    assert only("-kidney,heart") == Term("text", (Match(Op.CONTAINS, "kidney"), Match(Op.CONTAINS, "heart")), True)
    assert only('"-x"') == Term("text", (Match(Op.CONTAINS, "-x"),))


def test_a_path_reaches_any_key() -> None:
    assert only('payload.a."b.c d".0:x').path == ("a", "b.c d", "0")


@pytest.mark.parametrize(
    ("text", "marked", "sentence"),
    [
        ("type:a prioritty:high", "prioritty", "There is no field 'prioritty': did you mean 'priority'?"),
        ("job_typ:x", "job_typ", "There is no field 'job_typ': did you mean 'type'?"),
        ("http://x", "http", "There is no field 'http': use status, "),
        ("status:failed,qeued", "qeued", "status cannot be 'qeued': use queued, processing, completed, "),
        ('status:""', '""', "status needs a value, such as 'queued'."),
        ("status:", "", "status needs a value, such as 'queued'."),
        ("status:failed,", "failed,", "status needs a value between the commas, such as 'queued'."),
        ("status.x:failed", "status.x", "status has no parts: write 'status:queued'."),
        ("payload:42", "payload", "payload needs the path of a value in it, such as 'payload.user_id:42'."),
        ("payload..x:42", "payload..x", "payload needs the path of a value in it, such as 'payload.user_id:42'."),
        ("payload.x:a..b", "a..b", "payload.x takes numbers in a range, such as '>60' or '10..60'; quote the value "),
        ("age:>15", ">15", "age takes a comparison with a duration, such as '>15m', '<2h' or '1d..1w'."),
        ("age:15m", "15m", "age needs a comparison: write 'age:>15m' or 'age:<15m'."),
        ("age:>9999w", ">9999w", "age takes a comparison with a duration, "),
        ("created:yesterday", "yesterday", "created takes a date, a time or a duration ago, such as '2026-11-05', "),
        ("created:2026-02-30", "2026-02-30", "created takes a date, a time or a duration ago, "),
        ("created:9999-12-31", "9999-12-31", "created takes a date, a time or a duration ago, "),
        ("created:-1h", "-1h", "created needs a range: write 'created:-1h..' for the time since then."),
        ("created:..", "..", "created needs a value on one side of the dots, such as '2026-11-01..'."),
        ("tries:many", "many", "tries takes a number, such as '2', '>=2' or '1..3'."),
        ("tries:-1", "-1", "tries takes a number, "),
        ("id:xyz", "xyz", "id takes hexadecimal digits, from one to 32, such as '3f2a'."),
        ("type:**", "**", "One star is enough: it stands for any value."),
        ("a - b", "-", "A minus needs what to leave out right behind it, such as '-type:doubt'."),
        ('a error:"b c', '"b c', "The quote that opens here is not closed."),
        ('""', '""', "There is nothing between the quotes: write the text to look for."),
        ("a\0b", "\0", "The filter has a character in it that no job can have: remove it."),
        ("x\ud83d", "\ud83d", "The filter has a character in it that no job can have: remove it."),
        ("status:\x1b]0;x\x07", "\x1b]0;x\x07", "status cannot be '␛]0;x␇': use "),
    ],
)
def test_a_mistake_is_one_sentence_and_has_its_place(text: str, marked: str, sentence: str) -> None:
    with pytest.raises(InvalidFilter) as caught:
        parse_filter(text)
    start, end = caught.value.position
    assert text[start:end] == marked
    assert str(caught.value).startswith(sentence)
    assert str(caught.value).endswith((".", "?"))
    assert isinstance(caught.value, InvalidInput)


def test_a_filter_is_bounded() -> None:
    with pytest.raises(InvalidFilter, match="10,000 characters are the most"):
        parse_filter("x" * 10_001)
    with pytest.raises(InvalidFilter, match="200 are the most"):
        parse_filter(",".join(["x"] * 201))


@given(st.text(max_size=40))
def test_any_text_is_understood_or_refused_with_a_place_in_it(text: str) -> None:
    try:
        parsed = parse_filter(text)
    except InvalidFilter as error:
        start, end = error.position
        assert 0 <= start <= end <= len(text)
    else:
        assert parse_filter(str(parsed)) == parsed


EARLIEST, LATEST = datetime.fromisoformat("1900-01-02"), datetime.fromisoformat("2999-12-30")
durations = st.builds("{}{}".format, st.integers(0, 5000), st.sampled_from("smhdw"))
moments = st.one_of(
    st.dates(EARLIEST.date(), LATEST.date()).map(str),
    st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC)).map(datetime.isoformat),
    durations.map("-{}".format),
)
points = {
    Kind.AGE: durations,
    Kind.TIME: moments,
    Kind.COUNT: st.integers(0, 999).map(str),
    Kind.JSON: st.decimals(-1000, 1000, places=2).map(str),
}


def quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written_values(kind: Kind, choices: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Values as people may write them."""
    if kind is Kind.CHOICE:
        return st.sampled_from(choices)
    if kind is Kind.UUID:
        return st.text("0123456789abcdefABCDEF", min_size=1, max_size=32)
    some = points.get(kind)
    ranges = (
        []
        if some is None
        else [
            st.builds(pattern.format, some, some)
            for pattern in ("{}..{}", "{}..", "..{}", ">{}", ">={}", "<{}", "<={}")
        ]
    )
    if kind in (Kind.AGE, Kind.TIME, Kind.COUNT):
        return st.one_of(ranges)
    text = words.map(quote)
    stars = [] if kind is Kind.WORDS else [text.map(pattern.format) for pattern in ("{}*", "*{}", "*{}*")]
    return st.one_of(text, *stars, *ranges)


@st.composite
def written_terms(draw: st.DrawFn) -> str:
    field = draw(st.sampled_from(list(FIELDS.values())))
    values = draw(st.lists(written_values(field.kind, field.choices), min_size=1, max_size=3))
    path = "".join("." + quote(step) for step in draw(st.lists(words, min_size=1, max_size=3)))
    return f"{draw(st.sampled_from(['', '-']))}{field.name}{path if field.kind is Kind.JSON else ''}:{','.join(values)}"


@given(st.lists(written_terms(), max_size=4))
def test_the_text_of_a_filter_parses_back_to_the_same_filter(terms: list[str]) -> None:
    parsed = parse_filter(" ".join(terms))
    text = str(parsed)
    assert parse_filter(text) == parsed
    assert str(parse_filter(text)) == text
    assert parse_filter(text).as_json() == parsed.as_json()


def test_every_field_takes_its_own_example() -> None:
    for field in FIELDS.values():
        name = "payload.length" if field.kind is Kind.JSON else field.name
        assert only(f"{name}:{field.example}").field == field.name


def texts(text: str, types: tuple[str, ...] = ()) -> list[str]:
    return [completion.text for completion in completions(text, len(text), types=types)]


def test_completions_offer_fields_then_values() -> None:
    assert texts("st") == ["status:", "started:"]
    assert texts("type:doubt -pr") == ["priority:"]
    assert texts("priority:") == ["high", "medium", "low"]
    assert texts("status:failed,c") == ["completed", "cancelled"]
    assert texts("pay") == ["payload."]
    assert texts("-job_type:d", ("doubt", "daily ca", "topic")) == ["doubt", '"daily ca"']
    assert texts('type:"daily', ("doubt", "daily ca")) == ['"daily ca"']
    assert texts('type:doubt,"a,', ("a,b", "b")) == ['"a,b"']
    assert texts("age:") == [">15m"]
    assert texts("nonsense:") == texts("status.x:") == texts('error:"unfinished st') == []
    assert len(texts("")) == len(FIELDS) - 1


def test_a_type_with_what_cannot_be_typed_is_not_offered() -> None:
    odd = ("do\x1bubt", "do\tubt", "do\nubt", "do\u202eubt", "do\u00adubt", "do\u00a0ubt", "do\x9bubt")
    assert texts("type:do", (*odd, "doubt")) == ["doubt"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)), st.data())
def test_a_type_that_is_offered_is_drawn_as_it_is_and_means_that_type(types: list[str], data: st.DataObject) -> None:
    begun = data.draw(st.sampled_from(["", *(quote(name)[:3] for name in types)]))
    text = f"status:failed -type:doubt,{begun}"
    for completion in completions(text, len(text), types=types):
        assert clean(completion.text) == completion.text
        _, of_type = parse_filter(text[: completion.start] + completion.text + text[completion.end :]).terms
        doubt, offered = of_type.values
        assert doubt == Match(Op.EQUALS, "doubt")
        assert isinstance(offered, Match)
        assert offered.op is Op.EQUALS
        assert offered.text in {*types, FIELDS["type"].example}


def test_a_completion_says_what_it_replaces() -> None:
    text = "status:failed,ca type:doubt"
    [completion] = completions(text, len("status:failed,ca"))
    assert text[: completion.start] + completion.text + text[completion.end :] == "status:failed,cancelled type:doubt"


@given(st.text(max_size=30), st.integers(0, 30))
def test_completions_never_fail(text: str, cursor: int) -> None:
    for completion in completions(text, min(cursor, len(text))):
        assert 0 <= completion.start <= completion.end <= len(text)


def test_ranges_of_one_point_are_written_as_the_point_only_where_that_means_the_same() -> None:
    assert str(parse_filter("tries:2..2 age:5m..5m created:-1h..-1h")) == "tries:2 age:5m..5m created:-1h..-1h"
    assert only("payload.n:5..5").values == (Range("5", "5"),)
    assert str(only("payload.n:5..5")) == "payload.n:5..5"


def test_importing_the_language_loads_no_validator() -> None:
    code = "import sys, queue_core.filters; print([m for m in ('pydantic', 'psycopg', 'asyncio') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

"""The SQL side of the filter language finds exactly the jobs that a predicate in Python says."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from queue_core.errors import InvalidInput
from queue_core.filters import FIELDS, Filter, Kind, parse_filter
from queue_core.models import JobDetail
from queue_core.queue import Queue
from tests.support import filter_reference
from tests.support.databases import Database

ROWS = Path(__file__).parents[1] / "support" / "filter_rows.sql"

FILTERS = r"""
status:failed
status:queued,processing
-status:failed,completed
condition:scheduled
condition:retrying
condition:cancelling
condition:stuck
condition:held
condition:held,stuck
condition:*
condition:""
-condition:held
type:doubt
type:daily*
type:*ca
type:*ly*
type:daily%ca
type:daily_ca
-type:doubt,daily_ca
priority:high
priority:high,low
error:"connection reset"
error:CONNECTION
error:100%
error:_
error:\n
error:"\""
error:timeout
error:retryable
error:Ungültige
error:—
error:*
error:""
-error:timeout
category:timeout
category:timeout,lost
category:""
category:*
-category:timeout
payload.user_id:42
payload.user_id:42.0
payload.user_id:-4.2
payload.user_id:""
payload.user_id:*
payload.user_id:4*
-payload.user_id:42
payload.draft:true
payload.draft:null
payload.tags:urgent
payload.tags:7
payload.tags:50%
payload.tags:urg*
payload.tags.0:urgent
payload.tags.-1:50%
payload.length:>=75
payload.length:60..90.5
payload.length:..75,100
payload.nested."deep key".1.x:y
payload.topic:*_lit*
payload.question:*370*
payload.2:urgent
user:9b2e
user:9B2E00000000-4000-8000-00000000000b
user:""
user:*
age:>15m
age:<=15m
age:15m..2d
-age:>1h
created:2026-11-05
created:2026-11-05..2026-11-06
created:2026-11-05T14:30
created:2026-11-05T14:30:20
created:>2026-11-05
created:<=2026-11-05
created:-1d..
created:..-1d
updated:-45m..
updated:-3h..-40m
started:*
started:""
started:>2026-11-05
completed:-1h..
completed:""
run_at:*
run_at:-1h..
-run_at:-1h..
tries:0
tries:>=2
tries:1..2
tries:3
worker:vps1-1
worker:vps1*
worker:vps1_*
worker:*2
worker:vps%
worker:""
-worker:vps1*
fingerprint:9c1e
fingerprint:9c1e0a02
fingerprint:external
fingerprint:""
id:3f2a
id:4a000004-0000-4000-8000-000000000004
id:DEADBEEF
-id:3f2a,4a
resource:manim
resource:gpu
resource:""
resource:*
parent:3f2a0001
parent:""
key:doubt-4711
key:doubt*
key:"a*b"
key:""
text:kidney
kidney
dead
deadbeef
3f2a
100%
"_literal_"
\
"\"quoted\""
"day"
अनुच्छेद
-doubt
urgent,topic
status:failed category:lost
*
status:queued,failed priority:high -user:9b2e age:>1m
""".strip().splitlines()
FILTERS.append('"news\nof"')


@pytest.fixture
async def details(direct_queue: Queue, database: Database) -> list[JobDetail]:
    """The jobs of filter_rows.sql."""
    await database.execute(ROWS.read_text())
    ids = await database.execute("select id::text from public.jobs order by id")
    return [await direct_queue.job(job_id) for (job_id,) in ids]


async def found(queue: Queue, filter: Filter) -> set[str]:
    page = await queue.jobs(filter, limit=1000)
    assert not page.more
    return {job.id for job in page.jobs}


def expected(filter: Filter, details: list[JobDetail]) -> set[str]:
    return {detail.job.id for detail in details if filter_reference.matches(filter, detail)}


async def test_every_field_finds_what_it_says(queue: Queue, details: list[JobDetail]) -> None:
    wrong = {}
    for text in FILTERS:
        parsed = parse_filter(text)
        if difference := await found(queue, parsed) ^ expected(parsed, details):
            wrong[text] = difference
    assert wrong == {}


async def test_the_rows_tell_the_filters_apart(details: list[JobDetail]) -> None:
    """Else the test above would prove nothing: each of its filters finds some jobs and not others."""
    useless = [text for text in FILTERS if len(expected(parse_filter(text), details)) in (0, len(details))]
    assert useless == ["error:retryable"]


def has_one_small_form(letter: str) -> bool:
    """Where it has several, as ß has, Python and PostgreSQL may well differ in which letters are the same."""
    return letter.lower() == letter.casefold() == letter.upper().lower() and len(letter.lower()) == 1


texts = st.sampled_from(
    [
        "doubt",
        "daily_ca",
        "vps1",
        "%",
        "_",
        "\\",
        '"',
        "'",
        "42",
        "-4.2",
        "urgent",
        "true",
        "null",
        "3f2a",
        "अ",
        "Article 370",
    ]
) | st.text(st.characters(codec="utf-8", exclude_characters="\0").filter(has_one_small_form), min_size=1, max_size=3)
numbers = st.integers(-5, 100).map(str)
moments = st.sampled_from(
    ["2026-11-05", "2026-11-05T14:30", "2026-11-04T23:59:59.999999", "-30m", "-1h", "-3d", "-400d"]
)
durations = st.sampled_from(["0s", "15m", "1h", "2d", "52w"])
paths = st.sampled_from(
    ["user_id", "length", "draft", "tags", "tags.0", "question", 'nested."deep key".1', "0", "-1", "x"]
)


def quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def values(field: str) -> st.SearchStrategy[str]:
    kind = FIELDS[field].kind
    points = {Kind.AGE: durations, Kind.TIME: moments, Kind.COUNT: st.integers(0, 4).map(str), Kind.JSON: numbers}.get(
        kind
    )
    shapes = ("{0}..{1}", "{0}..", "..{0}", ">{0}", ">={0}", "<{0}", "<={0}")
    ranges = [] if points is None else [st.builds(shape.format, points, points) for shape in shapes]
    if kind in (Kind.AGE, Kind.COUNT):
        return st.one_of(ranges)
    empty = st.sampled_from(["*", '""']) if FIELDS[field].optional else st.nothing()
    if kind is Kind.TIME:
        return st.one_of(*ranges, empty)
    if kind is Kind.CHOICE:
        return st.sampled_from(FIELDS[field].choices) | empty
    if kind is Kind.UUID:
        return st.sampled_from(["3f2a", "9b2e", "0", "dead", "4a000004-0000-4000-8000-000000000004"]) | empty
    stars = [] if kind is Kind.WORDS else [texts.map(quote).map(star.format) for star in ("{}*", "*{}", "*{}*")]
    return st.one_of(texts.map(quote), *stars, *ranges, empty)


@st.composite
def terms(draw: st.DrawFn) -> str:
    field = draw(st.sampled_from(list(FIELDS)))
    name = field if field != "payload" else f"payload.{draw(paths)}"
    some = draw(st.lists(values(field), min_size=1, max_size=2))
    return f"{draw(st.sampled_from(['', '-']))}{name}:{','.join(some)}"


def test_any_filter_finds_what_the_predicate_finds(details: list[JobDetail], database: Database) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:

        @settings(max_examples=400)
        @given(st.lists(terms(), min_size=1, max_size=2))
        def check(terms: list[str]) -> None:
            parsed = parse_filter(" ".join(terms))
            query = "select public.queue_jobs(%s, 'created', true, null, false, 1000)"
            [answer] = connection.execute(query, (Jsonb(parsed.as_json()),)).fetchone() or ()
            assert {job["id"] for job in answer["jobs"]} == expected(parsed, details)

        check()


@pytest.mark.parametrize(
    "text",
    [
        "id:3f2a1",
        "status:failed type:x",
        "type:x",
        "user:9b2e1",
        "age:<1s",
        "created:2026-11-05",
        "key:x",
        "parent:3f2a1",
    ],
)
async def test_an_index_serves_what_is_asked_of_columns(database: Database, text: str) -> None:
    await database.execute(
        "insert into public.jobs (job_type, priority, status, payload, user_id, dedupe_key, parent_id, created_at) "
        "select 'doubt', 'low', 'completed', '{}', gen_random_uuid(), i::text, gen_random_uuid(), '2026-01-01' "
        "from generate_series(1, 3000) i; analyze public.jobs"
    )
    terms = Jsonb(parse_filter(text).as_json())
    [(expression,)] = await database.execute("select queue.filter_sql(%s, queue.now())", terms)
    plan = await database.execute(f"explain select from public.jobs j where {expression}")
    assert "Seq Scan" not in str(plan), plan


HOSTILE: list[Any] = [
    {},
    None,
    "status:failed",
    [1],
    [None],
    [[]],
    [{}],
    [{"field": "status"}],
    [{"field": None, "op": "in", "values": ["x"]}],
    [{"field": "status", "op": "in", "values": []}],
    [{"field": "status", "op": "in", "values": {"a": 1}}],
    [{"field": "status", "op": "in", "values": [1]}],
    [{"field": "status", "op": "in", "values": [None]}],
    [{"field": "status", "op": "or", "values": ["x"]}],
    [{"field": "status", "values": ["x"]}],
    [{"field": "j.status; drop table jobs", "op": "in", "values": ["x"]}],
    [{"field": "status", "op": "any", "values": ["x"]}],
    [{"field": "status", "op": "any", "values": [{}]}],
    [{"field": "status", "op": "any", "values": [{"like": "x"}]}],
    [{"field": "status", "op": "any", "values": [{"equals": 1}]}],
    [{"field": "status", "op": "any", "values": [{"equals": "x", "begins": "y"}]}],
    [{"field": "status", "op": "any", "values": [{"present": False}]}],
    [{"field": "condition", "op": "in", "values": ["odd"]}],
    [{"field": "condition", "op": "any", "values": [{"begins": "stuck"}]}],
    [{"field": "id", "op": "in", "values": ["' or true --"]}],
    [{"field": "id", "op": "any", "values": [{"contains": "3f"}]}],
    [{"field": "age", "op": "any", "values": [{"gt": "1"}]}],
    [{"field": "age", "op": "any", "values": [{"gt": 1e300}]}],
    [{"field": "age", "op": "any", "values": [{"eq": 1}]}],
    [{"field": "created", "op": "any", "values": [{"gte": "never"}]}],
    [{"field": "created", "op": "any", "values": [{"gte": "2026-99-99"}]}],
    [{"field": "created", "op": "any", "values": [{"gte": {"ago": "x"}}]}],
    [{"field": "created", "op": "any", "values": [{"gte": {}}]}],
    [{"field": "created", "op": "any", "values": [{"equals": "2026-11-05"}]}],
    [{"field": "tries", "op": "any", "values": [{"gte": "1; select"}]}],
    [{"field": "tries", "op": "any", "values": [{"gte": [1]}]}],
    [{"field": "payload", "op": "in", "values": ["x"]}],
    [{"field": "payload", "op": "in", "path": [], "values": ["x"]}],
    [{"field": "payload", "op": "in", "path": "user", "values": ["x"]}],
    [{"field": "payload", "op": "in", "path": [1], "values": ["x"]}],
    [{"field": "payload", "op": "in", "path": ["a"] * 21, "values": ["x"]}],
    [{"field": "payload", "op": "any", "path": ["a"], "values": [{"gt": "9" * 400}]}],
    [{"field": "text", "op": "any", "values": [{"begins": "x"}]}],
    [{"field": "text", "op": "any", "values": [{"contains": ""}]}],
    [{"field": "error", "op": "in", "values": ["x"]}],
    [{"field": "text", "op": "any", "values": [{"contains": "x" * 100_001}]}],
]


async def test_what_is_no_filter_is_refused_in_words(queue: Queue) -> None:
    for some in HOSTILE:
        with pytest.raises(InvalidInput) as caught:
            await ask(queue, some)
        assert str(caught.value).endswith("."), some
        assert len(str(caught.value)) < 160, some


@pytest.mark.parametrize("text", ["' or true or '", "%", "\\", "$1", "{}", "%s %L %I", "j.id", "*/", "--", "\x1b[2J"])
async def test_values_are_never_read_as_sql(direct_queue: Queue, database: Database, text: str) -> None:
    await database.execute(
        "insert into public.jobs (job_type, priority, payload, dedupe_key) "
        "values (%s, 'low', %s, %s), ('other', 'low', '[0]', 'o')",
        *(text, Jsonb({"x": text, text: "y"}), text),
    )
    found_in = ("type", "key", "payload.x", "text")
    for field in (*found_in, "resource", "worker", "fingerprint", "error", f"payload.{quote(text)}"):
        for value in (quote(text), f"{quote(text)}*", f"*{quote(text)}*"):
            if field in ("text", "error") and "*" in value:
                continue
            page = await direct_queue.jobs(parse_filter(f"{field}:{value}"))
            assert [job.job_type for job in page.jobs] == ([text] if field in found_in else []), (field, value)


async def ask(queue: Queue, terms: Any) -> None:
    await queue.transport.call(
        "queue_jobs",
        {"terms": terms, "sort": "created", "descending": True, "cursor": None, "backward": False, "page_size": 10},
        timeout_seconds=10,
    )

"""The demo orchestrator renders real files, each key once, and fails as it is told."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import av
import httpx
import pytest
from PIL import Image, ImageChops

from queue_core.errors import ConfigurationError
from queue_worker.demo_orchestrator.directives import Directive, read_directive
from queue_worker.demo_orchestrator.library import Library
from queue_worker.demo_orchestrator.options import Options
from queue_worker.demo_orchestrator.server import DemoOrchestrator
from queue_worker.demo_orchestrator.videos import DURATION_SECONDS


@pytest.fixture
async def client(demo: DemoOrchestrator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=demo.url, trust_env=False) as client:
        yield client


async def render(client: httpx.AsyncClient, text: str, *, job_id: str = "job-1", key: str = "key-1") -> httpx.Response:
    body = {"job_id": job_id, "job_type": "doubt", "input": text}
    return await client.post("/render", json=body, headers={"Idempotency-Key": key})


async def test_the_video_plays_and_shows_the_text(client: httpx.AsyncClient) -> None:
    answers = [(await render(client, text, key=text)).json() for text in ("Why?", "A longer question than that")]

    first, second = [frames_of((await client.get(answer["video_url"])).content) for answer in answers]
    assert len(first) == len(second) == 15
    assert differing_pixels(first[0], second[0]) > 200
    assert differing_pixels(first[0], first[-1]) > 200


def frames_of(content: bytes) -> list[Image.Image]:
    """What a player shows."""
    with av.open(io.BytesIO(content), "r") as container:
        assert container.streams.video[0].codec_context.name in ("h264", "mpeg4")
        assert container.duration == DURATION_SECONDS * 1_000_000
        return [frame.to_image() for frame in container.decode(video=0)]  # type: ignore[no-untyped-call]


def differing_pixels(one: Image.Image, other: Image.Image) -> int:
    return sum(ImageChops.difference(one, other).convert("L").point(lambda value: value > 60).histogram()[1:])


async def test_the_thumbnail_is_a_picture(client: httpx.AsyncClient) -> None:
    answer = (await render(client, "Why?")).json()

    picture = Image.open(io.BytesIO((await client.get(answer["thumbnail_url"])).content))

    assert (picture.format, picture.size) == ("JPEG", (240, 135))


async def test_health_is_as_production_has_it(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health")).json() == {"status": "ok"}


async def test_a_key_is_rendered_once_however_often_it_is_asked_for(
    client: httpx.AsyncClient, demo: DemoOrchestrator
) -> None:
    together = await asyncio.gather(*(render(client, "Why?") for _ in range(5)))
    later = await render(client, "Why?")

    assert len({answer.json()["video_url"] for answer in (*together, later)}) == 1
    assert len(demo.journal.entries("rendered")) == 1
    assert (await render(client, "Why?", key="key-2")).json()["video_url"] != later.json()["video_url"]


async def test_a_render_goes_on_when_its_caller_hangs_up(client: httpx.AsyncClient, demo: DemoOrchestrator) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await client.post(
            "/render",
            json={"job_id": "job-1", "job_type": "doubt", "input": "Why? [demo:ok seconds=2]"},
            headers={"Idempotency-Key": "key-1"},
            timeout=0.2,
        )

    assert (await render(client, "Why? [demo:ok seconds=2]")).status_code == 200
    assert [entry["kind"] for entry in demo.journal.entries()] == [
        "asked",
        "abandoned",
        "asked",
        "rendered",
        "answered",
    ]


async def test_a_failure_can_be_limited_to_a_jobs_first_calls(client: httpx.AsyncClient) -> None:
    text = "Why? [demo:500 times=2]"

    statuses = [(await render(client, text, key=f"key-{n}")).status_code for n in range(3)]

    assert statuses == [500, 500, 200]
    assert (await render(client, text, job_id="job-2")).status_code == 500


async def test_it_can_go_away_and_come_back(client: httpx.AsyncClient) -> None:
    text = "Why? [demo:down seconds=0.3]"
    with pytest.raises(httpx.TransportError):
        await render(client, text)

    refused, status = 0, 0
    while status != 200:
        try:  # with the same client: to make one takes as long as it may be away, on a machine that is busy
            status = (await render(client, text)).status_code
        except httpx.ConnectError:
            refused += 1
            await asyncio.sleep(0.02)
    assert refused


@pytest.mark.parametrize("body", ["no json", "[1]", "{}", '{"input": ""}', '{"input": 5}', "[" * 100_000])
async def test_a_body_that_makes_no_sense_is_refused(client: httpx.AsyncClient, body: str) -> None:
    answer = await client.post("/render", content=body)

    assert answer.status_code == 400
    assert answer.json()["error"]


async def test_a_body_that_is_too_large_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/render", content=b"x" * 3_000_000)).status_code == 413


async def test_text_of_a_job_never_names_a_file(client: httpx.AsyncClient) -> None:
    answer = await render(client, "../../etc/passwd\x00\x1b[2J", job_id="../../../tmp/x")

    assert answer.status_code == 200
    name = Path(answer.json()["video_url"]).stem
    assert len(name) == 16
    assert int(name, 16) >= 0
    assert (await client.get("/files/../../../etc/passwd")).status_code == 404


async def test_the_journal_can_be_read_over_http_and_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    options = Options(port=0, seconds=0, journal=file)
    async with DemoOrchestrator(options) as demo, httpx.AsyncClient(base_url=demo.url) as client:
        await render(client, "Why?")
        journal = (await client.get("/journal")).json()

    assert [entry["kind"] for entry in journal] == ["asked", "rendered", "answered"]
    assert [entry["number"] for entry in journal] == [1, 2, 3]
    assert journal == [json.loads(line) for line in file.read_text().splitlines()]


async def test_calls_can_fail_by_chance() -> None:
    options = Options(port=0, seconds=0, fail_rate=1, seed=3)
    async with DemoOrchestrator(options) as demo, httpx.AsyncClient(base_url=demo.url) as client:
        outcomes = {await outcome_of(client, str(number)) for number in range(30)}

    assert len(outcomes) >= 4
    assert "video" not in outcomes


async def outcome_of(client: httpx.AsyncClient, job_id: str) -> str:
    try:
        answer = await render(client, "Why?", job_id=job_id)
    except httpx.TransportError:
        return "broken"
    return "video" if "video_url" in answer.text else str(answer.status_code)


async def test_a_port_that_is_taken_is_said_in_one_sentence(demo: DemoOrchestrator) -> None:
    with pytest.raises(ConfigurationError, match=r"cannot listen on .* choose another --port"):
        async with DemoOrchestrator(Options(port=demo.port)):
            pass


def test_old_files_make_room_for_new_ones() -> None:
    library = Library(most_videos=2)
    videos = [library.new() for _ in range(2)]
    for video in videos:
        (library.path / video.name).touch()

    library.new()

    assert [file.name for file in library.path.iterdir()] == [videos[1].name]
    library.close()
    assert not library.path.exists()


@pytest.mark.parametrize(
    ("text", "directive"),
    [
        ("plain", Directive()),
        ("x [demo:500] y", Directive(way="500")),
        ("[demo:429 after=20 times=2]", Directive(way="429", after_seconds=20, times=2)),
        ("[demo:ok seconds=1.5]", Directive(seconds=1.5)),
        ("[demo:down]", Directive(way="down", times=1)),
        ("[demo:silence seconds=99999999]", Directive(way="silence", seconds=3600)),
        ("[demo:200]", Directive()),
        ("[demo:nonsense]", Directive()),
        ("[demo:500 times=many]", Directive()),
        ("[demo:" + "9" * 100_000, Directive()),
    ],
)
def test_directives(text: str, directive: Directive) -> None:
    assert read_directive(text) == directive


@pytest.mark.parametrize(
    "bad", [{"port": -1}, {"port": 70_000}, {"seconds": -1}, {"fail_rate": 2}, {"seconds": float("nan")}]
)
def test_options_that_make_no_sense_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="must be 0 to"):
        Options(**bad)

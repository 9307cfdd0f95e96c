"""From the start of the program to its first frame, against the least that a Textual app can be; then to its rows."""

from time import perf_counter

from tests.benchmarks.result import Result
from tests.benchmarks.terminal import environment, on_terminal
from tests.support.databases import fresh_database
from tests.support.server import Server

ROUNDS = 9
MOST_TIMES = 1.5
"""The target: the first frame takes no longer than this many times a bare app's."""
ROWS_SECONDS = 0.3
"""The target for the first rows, counted from the first frame, on a running database."""
JOBS = """
insert into public.jobs (id, job_type, priority, payload) select
       ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'doubt', 'medium', '{}'
from generate_series(1, 200) n
"""


async def report(server: Server) -> list[Result]:
    """Both in turn, so that a busy minute hits both; the best of several, since all else can only add."""
    bare, ours, rows = [], [], []
    with fresh_database(server) as database:
        await database.execute(JOBS)
        environ = environment(QUEUE_DATABASE_URL=database.conninfo)
        for _ in range(ROUNDS):
            bare.append((await _start(["-m", "tests.benchmarks.bare_app"], environ))[0])
            frame, first_rows = await _start(["-m", "queue_tui"], environ, "00000000 doubt")
            ours.append(frame)
            rows.append(first_rows - frame)
    return [
        Result("first frame of a bare Textual app", min(bare), "s"),
        Result("first frame of queue-tui", min(ours), "s"),
        Result("first frame against the bare app's", min(ours) / min(bare), "times", MOST_TIMES),
        Result("first rows after the first frame", min(rows), "s", ROWS_SECONDS),
    ]


async def _start(command: list[str], environ: dict[str, str], rows: str = "Connecting") -> tuple[float, float]:
    began = perf_counter()
    async with on_terminal(command, environ) as terminal:
        frame = await terminal.until("Connecting")
        return frame - began, await terminal.until(rows) - began

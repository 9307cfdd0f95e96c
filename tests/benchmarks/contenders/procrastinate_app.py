"""What procrastinate's worker runs in the benchmarks; the address comes from libpq's variables."""

from procrastinate import App, PsycopgConnector

from tests.benchmarks.contenders.clock import say_now

app = App(connector=PsycopgConnector(min_size=4, max_size=20))
"""Twenty connections instead of the default four: each job needs one to say that it has ended."""


@app.task(name="noop")
async def noop(question: str) -> None:
    """Nothing."""


@app.task(name="clock")
async def clock(question: str) -> None:
    """Only says when it began."""
    say_now()

"""What the program promises about time and bytes, measured: `python -m tests.benchmarks [NAME...]`.

One module per benchmark, with `async def report(server) -> list[Result]`. What can be compared between
machines is a ratio of two numbers of the same run.
"""

"""Run the benchmarks that are named, or all, and print what they found; exit code 1 where a target is missed."""

import asyncio
import sys
from importlib import import_module
from time import perf_counter

from tests.benchmarks.result import Result
from tests.benchmarks.settings import SERVER_NAME, SETTINGS
from tests.support.databases import make_templates
from tests.support.server import Server, embedded_server, make_run_folder, remove_run_folder, server_of

OF_THE_UI = (
    "first_frame",
    "bytes_written",
    "bytes_per_view",
    "latency",
    "pages_at_scale",
    "key_to_paint",
    "ui_memory",
    "ui_idle_cpu",
)
OF_THE_WORKER = (
    "drain",
    "bulk_enqueue",
    "enqueue_to_start",
    "idle_worker",
    "claim_at_scale",
    "limits",
    "batches",
    "memory",
)
ALL = OF_THE_UI + OF_THE_WORKER


def main(names: list[str]) -> int:
    """Each on fresh databases of one server."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        sys.stderr.write(f"There is no benchmark {unknown[0]}: there are {', '.join(ALL)}.\n")
        return 2
    make_run_folder()
    try:
        with embedded_server(SERVER_NAME, settings=SETTINGS) as embedded:
            server = server_of(embedded)
            make_templates(server)
            results = [result for name in names or ALL for result in _run(name, server)]
    finally:
        remove_run_folder()
    missed = [result for result in results if not result.is_kept]
    _say(f"\n{len(results)} numbers, {len(missed)} beyond their target")
    return 1 if missed else 0


def _run(name: str, server: Server) -> list[Result]:
    began = perf_counter()
    _say(f"\n{name}")
    results: list[Result] = asyncio.run(import_module(f"tests.benchmarks.{name}").report(server))
    for result in results:
        _say(f"  {result}")
    _say(f"  ({perf_counter() - began:.0f} s)")
    return results


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""httpx without its command line.

Importing httpx also imports its optional command line wherever rich is installed, as it is here for the
terminal UI; that loads rich and pygments into every worker: 40 ms and some megabytes for nothing. httpx
goes on without it when that import fails, so it is made to fail.
"""

import sys

_COMMAND_LINE = "httpx._main"

if "httpx" not in sys.modules:
    sys.modules[_COMMAND_LINE] = None  # type: ignore[assignment]

import httpx  # noqa: E402 - the line above has to come first

if _COMMAND_LINE in sys.modules and sys.modules[_COMMAND_LINE] is None:
    del sys.modules[_COMMAND_LINE]  # for whoever asks for it by name

__all__ = ["httpx"]

"""How this worker works, from flags and the environment; where the queue lives is `queue_core.settings`' matter."""

import os
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from queue_core.errors import ConfigurationError
from queue_core.secret import Secret

DEFAULT_ORCHESTRATOR_URL = "http://127.0.0.1:8103"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """Checked when made: a bad value is a ConfigurationError that names it and its range."""

    orchestrator_url: str = DEFAULT_ORCHESTRATOR_URL
    """Address of the Video Orchestrator, without /render and without credentials."""
    orchestrator_token: Secret | None = None
    """Sent as a bearer token; None: no Authorization header."""
    manim_health_url: str | None = None
    """Answers whether the Manim renderer is well; None: it is not asked."""
    revideo_health_url: str | None = None
    """The same of the Revideo renderer."""
    concurrency: int = 10
    """Most jobs at once in this process, 1 to 1,000; the limits of the queue come on top."""
    connect_timeout_seconds: float = 5.0
    """For connecting to the orchestrator, 0.1 to 60; the whole call is limited by the job's timeout."""
    name: str = field(default_factory=socket.gethostname)
    """What the worker is called on screens; need not be unique."""
    drain_seconds: float = 25.0
    """How long running jobs may go on after SIGTERM before they are given back, 0 to 3,600."""
    handlers: tuple[str, ...] = ()
    """Modules that register handlers."""
    health_host: str = "127.0.0.1"
    """Address on which /livez, /readyz and /metrics are served."""
    health_port: int = 8104
    """0 to 65,535; 0 turns them off."""
    wedged_after_seconds: float | None = None
    """How long a loop may hang before the process is ended, 1 to 3,600; None: as long as a lease, 15 to 60."""

    def __post_init__(self) -> None:
        orchestrator_url = _address("orchestrator's", self.orchestrator_url, DEFAULT_ORCHESTRATOR_URL)
        object.__setattr__(self, "orchestrator_url", orchestrator_url.removesuffix("/render"))
        for name in ("manim", "revideo"):
            if url := getattr(self, f"{name}_health_url"):
                url = _address(f"{name} health", url, "http://127.0.0.1:5000/health")
                object.__setattr__(self, f"{name}_health_url", url)
        _between("concurrency", self.concurrency, 1, 1000)
        _between("connect timeout", self.connect_timeout_seconds, 0.1, 60)
        _between("drain time", self.drain_seconds, 0, 3600)
        _between("health port", self.health_port, 0, 65_535)
        if self.wedged_after_seconds is not None:
            _between("time after which a hanging worker is ended", self.wedged_after_seconds, 1, 3600)
        if not (self.name.isprintable() and 0 < len(self.name) <= 200):
            raise ConfigurationError("The worker's name must have 1 to 200 printable characters.")
        if self.orchestrator_token and not re.fullmatch(r"[!-~]+", self.orchestrator_token.get_secret_value()):
            raise ConfigurationError("ORCHESTRATOR_TOKEN must be one word without spaces: copy it again.")


def load_worker_settings(flags: Mapping[str, str | None], environ: Mapping[str, str] | None = None) -> WorkerSettings:
    """Settings from flags (field to text; None or empty: not given) and the environment. Raises ConfigurationError.

    The token is read from ORCHESTRATOR_TOKEN only: arguments are visible to everybody on the machine.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for name, (flag, variable, read) in FLAGS.items():
        if text := flags.get(name) or environ.get(variable, "").strip():
            values[name] = read(flag, text)
    if token := environ.get("ORCHESTRATOR_TOKEN", "").strip():
        values["orchestrator_token"] = Secret(token)
    return WorkerSettings(**values)


def _address(what: str, url: str, example: str) -> str:
    problem = f"The {what} address must look like {example}."
    try:
        parts = urlsplit(url.strip())
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise ConfigurationError(problem) from None
    if not is_usable or not url.strip().isprintable():
        raise ConfigurationError(problem)
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigurationError(
            f"The {what} address must hold no user, password or query: put a token into ORCHESTRATOR_TOKEN."
        )
    return url.strip().rstrip("/")


def _between(what: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ConfigurationError(f"The {what} must be {low:g} to {high:g}, not {value:g}.")


def _text(_flag: str, text: str) -> str:
    return text


def _words(_flag: str, text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _number(flag: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ConfigurationError(f"{flag} needs a number, not '{text[:40]}'.") from None


def _whole_number(flag: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise ConfigurationError(f"{flag} needs a whole number, not '{text[:40]}'.")
    return int(text)


FLAGS: Mapping[str, tuple[str, str, Callable[[str, str], Any]]] = {
    "orchestrator_url": ("--orchestrator-url", "ORCHESTRATOR_URL", _text),
    "manim_health_url": ("--manim-health-url", "MANIM_HEALTH_URL", _text),
    "revideo_health_url": ("--revideo-health-url", "REVIDEO_HEALTH_URL", _text),
    "concurrency": ("--concurrency", "QUEUE_WORKER_CONCURRENCY", _whole_number),
    "connect_timeout_seconds": ("--connect-timeout", "QUEUE_WORKER_CONNECT_TIMEOUT", _number),
    "name": ("--name", "QUEUE_WORKER_NAME", _text),
    "drain_seconds": ("--drain-seconds", "QUEUE_WORKER_DRAIN_SECONDS", _number),
    "handlers": ("--handlers", "QUEUE_WORKER_HANDLERS", _words),
    "health_host": ("--health-host", "QUEUE_WORKER_HEALTH_HOST", _text),
    "health_port": ("--health-port", "QUEUE_WORKER_HEALTH_PORT", _whole_number),
    "wedged_after_seconds": ("--wedged-after", "QUEUE_WORKER_WEDGED_AFTER", _number),
}
"""Field: its flag, the variable that is read where the flag is not given, and how its text is read."""

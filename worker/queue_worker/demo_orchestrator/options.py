"""How the demo orchestrator behaves where a job's input says nothing else."""

from dataclasses import dataclass
from pathlib import Path

from queue_core.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Checked when made: a bad value is a ConfigurationError."""

    host: str = "127.0.0.1"
    port: int = 8103
    """0: any free one."""
    seconds: float = 3.0
    """How long a render takes, give or take half of it; 0 to 600."""
    fail_rate: float = 0.0
    """Share of calls, 0 to 1, that fail in some way of their own accord."""
    journal: Path | None = None
    """A file to append the journal to."""
    seed: int | None = None
    """Makes jitter and random failures repeatable."""

    def __post_init__(self) -> None:
        limits = (("port", self.port, 65535), ("seconds", self.seconds, 600), ("fail rate", self.fail_rate, 1))
        for what, value, high in limits:
            if not 0 <= value <= high:
                raise ConfigurationError(f"The {what} must be 0 to {high}, not {value:g}.")

"""The checks of `queuectl doctor`, from the configuration to the orchestrator.

Reading order: `check` (what a check says), `place` (where the queue is looked for), `queue` (what is
found there), `orchestrator` (whether the service behind the workers answers), `examine` (all of them).
"""

from queue_core.ctl.doctor.check import Check, Result
from queue_core.ctl.doctor.examine import examine

__all__ = ["Check", "Result", "examine"]

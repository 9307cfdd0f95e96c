"""The worker: claims jobs, runs them, says what became of them.

Reading order: `loop` puts the parts together; `claimer` gets leases, `runner` runs one, `acknowledger`
says how it ended, `heartbeats` and `leases` prove and give up leases, `duties` sweeps, `lifecycle`
starts and drains. `handlers` and `orchestrator` are the work itself, `failures` turns an exception
into what the queue records. `settings`, `log`, `redaction`, `commands` are the process around it, and
`demo_orchestrator` and `demo_jobs` stand in for production.

What a module of handlers needs is exported here.
"""

from queue_worker.errors import JobError
from queue_worker.handlers import JobContext, handler

__all__ = ["JobContext", "JobError", "handler"]

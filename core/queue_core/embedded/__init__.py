"""A PostgreSQL that starts by itself, for a queue with nothing configured.

    server = EmbeddedServer(home)
    conninfo = server.start()    # starts it, or joins the one that runs
    ...
    server.close()               # the last one to leave stops it

All programs of one user share one server for each home. Who is there is counted with file locks, which
the kernel drops when a process dies in whatever way; so a killed client needs no clean-up and no
process number is ever trusted.

Reading order: `server` (the life cycle), `home` (the files), `locks`, `postmaster` (start, ask, stop),
`cluster` (a new data directory), `account` (as whom it runs), `binaries`, `tuning`, `problems` (what is said
when something fails), `supervision` (beside an event loop), `schema`.
"""

from queue_core.embedded.server import EmbeddedServer

__all__ = ["EmbeddedServer"]

"""What the tests stand on: real servers, and faults between them.

- `server`      one PostgreSQL for the whole run, shared by all pytest processes
- `databases`   a migrated template, and a fresh database from it for each test
- `clock`       the queue's clock, moved by tests
- `keys`        API keys as Supabase makes them
- `postgrest`   a PostgREST for one database
- `gateway`     Supabase's gateway in front of it, with faults
- `fault_proxy` a TCP link to PostgreSQL, with faults
- `link`        the same faults for both transports
- `orchestrator` an orchestrator with a journal that behaves as a test scripts it
- `hosts`       network namespaces as worker hosts that can be cut off
- `jobs`        jobs, workers and failures with sensible defaults
"""

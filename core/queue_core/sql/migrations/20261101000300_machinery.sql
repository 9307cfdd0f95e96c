-- What only the machinery needs, in a schema that PostgREST does not expose.

create schema if not exists queue;

-- Per type of job; a row appears with the first job of its type.
create table queue.job_types (
  job_type text primary key,
  default_priority text not null default 'medium' check (default_priority in ('high', 'medium', 'low')),
  resource text,
  concurrency_limit integer check (concurrency_limit >= 0),
  timeout_minutes double precision check (timeout_minutes > 0),
  paused boolean not null default false,
  example jsonb,
  json_schema jsonb
);

insert into queue.job_types (job_type, example) values
  ('doubt', '{"question": "Explain Article 370 of the Indian Constitution", "style": "detailed", "length": 60, "voice": "default"}'),
  ('topic_short', '{"topic": "Monetary policy of the RBI", "style": "detailed", "length": 60, "voice": "default"}'),
  ('daily_ca', '{"content": "The main news of the day", "style": "detailed", "length": 180, "voice": "default"}');

-- Each combination of type and resource that has had a job: claiming looks at these one by one.
create table queue.lanes (
  job_type text not null,
  resource text not null,  -- '' where the job names none
  primary key (job_type, resource)
);

insert into queue.job_types (job_type) select distinct job_type from public.jobs on conflict do nothing;
insert into queue.lanes (job_type, resource) select distinct job_type, coalesce(resource, '') from public.jobs;

create table queue.workers (
  id uuid primary key,
  name text not null,
  host text not null,
  process_id integer not null,
  version text not null,
  concurrency integer not null,
  state text not null default 'running' check (state in ('running', 'quiet', 'draining', 'stopped')),
  quiet boolean not null default false,  -- an operator asks it to claim nothing more
  sleeping boolean not null default false,  -- found nothing to claim and waits to be woken
  detail jsonb not null default '{}',
  started_at timestamptz not null,
  last_seen_at timestamptz not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
create index workers_by_last_seen on queue.workers (last_seen_at);

-- One row per running attempt, and per lost one that keeps its slot. Heartbeats touch only these.
create table queue.leases (
  token uuid primary key,
  job_id uuid not null,
  number integer not null,
  worker_id uuid,  -- null: another program set the job to processing, and knows nothing of leases
  worker text,
  job_type text not null,
  resource text,
  eligible_at timestamptz not null,  -- since when the job could have been claimed
  claimed_at timestamptz not null,
  expires_at timestamptz not null,
  deadline_at timestamptz not null,
  held_since timestamptz,  -- set: lost, its call may still be running and keeps the slot until the deadline
  cancel_requested_at timestamptz,
  cancel_acknowledged_at timestamptz,
  progress double precision check (progress between 0 and 1),
  request_id uuid
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
create unique index leases_one_running on queue.leases (job_id) where held_since is null;
create index leases_held on queue.leases (job_id) where held_since is not null;
create index leases_by_worker on queue.leases (worker_id);

-- Every attempt that has ended; a running one is a row of leases.
create table queue.attempts (
  job_id uuid not null,
  number integer not null,
  token uuid not null,
  worker_id uuid,
  worker text,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  outcome text not null
    check (outcome in ('completed', 'failed', 'timed_out', 'cancelled', 'interrupted', 'lost')),
  category text,
  counted boolean not null,
  exception_type text,
  message text,
  stack text,
  fingerprint text,
  http_status integer,
  excerpt text,
  primary key (job_id, number),
  constraint attempts_say_why check (
    outcome = 'completed'
    or (category is not null and exception_type <> '' and message <> '' and stack <> '')
  )
);

-- Append-only, one row for all jobs that one statement moved in the same way. xid with the snapshot of the
-- reader gives a feed that neither loses nor repeats a change.
create table queue.events (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  kind text not null check (kind in ('inserted', 'updated', 'deleted')),
  old_status text,
  new_status text,
  actor text,
  job_ids uuid[] not null
);
create index events_by_xid on queue.events (xid);
-- what waits to be sorted in is read by every look at a job, and sorted in by one writer: little at a time
create index events_by_job on queue.events using gin (job_ids) with (gin_pending_list_limit = 512);

-- One row per job, for whoever reads history.
create view queue.event_rows as
  select e.id, e.xid, e.at, e.kind, j.id as job_id, e.old_status, e.new_status, e.actor
  from queue.events e cross join unnest(e.job_ids) j (id);

-- The audit log, and what undo needs.
create table queue.operations (
  id bigint generated always as identity primary key,
  request_id uuid not null,
  verb text not null,
  actor text not null,
  database_role text not null,
  reason text,
  at timestamptz not null,
  detail jsonb not null default '{}',
  answer jsonb,
  undone_by bigint references queue.operations (id),
  constraint operations_request unique (request_id)
);

create index operations_enqueued on queue.operations (at) where verb = 'enqueue';
create index operations_undone on queue.operations (undone_by) where undone_by is not null;

create table queue.operation_targets (
  operation_id bigint not null references queue.operations (id),
  job_id uuid not null,
  effect text not null check (effect in ('done', 'requested', 'skipped')),
  skip_reason text,
  before jsonb,
  after jsonb,
  primary key (operation_id, job_id)
);
create index operation_targets_by_job on queue.operation_targets (job_id);

-- Statistics per minute and type. The shard is the process id of the backend that counts, so that no
-- two transactions ever wait for each other here; the sweep adds old shards up under shard 0.
create table queue.minutes (
  minute timestamptz not null,
  job_type text not null,
  shard integer not null,
  enqueued integer not null default 0,
  completed integer not null default 0,
  failed integer not null default 0,
  cancelled integer not null default 0,
  retried integer not null default 0,
  refused integer not null default 0,  -- stale writes
  waits integer not null default 0,
  wait_seconds double precision not null default 0,
  runs integer not null default 0,
  run_seconds double precision not null default 0,
  wait_buckets integer[] not null default '{}',
  run_buckets integer[] not null default '{}',
  primary key (minute, job_type, shard)
) with (fillfactor = 70);
create index minutes_unsummed on queue.minutes (minute) where shard <> 0;

-- The latest answer of queue_metrics, for all workers: one row.
create table queue.metrics_cache (
  at timestamptz not null,
  answer jsonb not null
);
create unique index metrics_cache_has_one_row on queue.metrics_cache ((true));

-- What finished in the last two days before the queue came, so that "today" does not begin at nothing.
insert into queue.minutes (minute, job_type, shard, completed, failed, cancelled, waits, wait_seconds)
select date_trunc('minute', coalesce(j.completed_at, j.updated_at)), j.job_type, 0,
       count(*) filter (where j.status = 'completed'),
       count(*) filter (where j.status = 'failed'),
       count(*) filter (where j.status = 'cancelled'),
       count(*) filter (where j.started_at >= j.created_at),
       coalesce(sum(extract(epoch from j.started_at - j.created_at)) filter (where j.started_at >= j.created_at), 0)
from public.jobs j
where j.status in ('completed', 'failed', 'cancelled')
  and coalesce(j.completed_at, j.updated_at) between now() - interval '2 days' and now()
  and coalesce(isfinite(j.started_at), true) and coalesce(isfinite(j.created_at), true)
group by 1, 2;

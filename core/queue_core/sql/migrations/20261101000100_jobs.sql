-- public.jobs: production's table with what the queue needs beside it. Where the table exists it is
-- adopted in place and no row is lost; where it does not, it is made as production has it.
--
-- Two shapes are known. A: the documented one. B: an older table with integer priorities (1 to 10) and
-- the statuses pending and in_progress; it has `progress` and no `retry_count`, and is turned into A.

do $$
begin
  if to_regclass('public.jobs') is not null then
    return;
  end if;
  create table public.jobs (
    id uuid primary key default gen_random_uuid(),
    job_type text not null,
    priority text not null,
    status text not null default 'queued',
    payload jsonb not null,
    queue_position integer,
    retry_count integer default 0,
    max_retries integer default 3,
    error_message text,
    started_at timestamptz,
    completed_at timestamptz,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    user_id uuid
  );
  -- Supabase gives every new table in public to the web: reading is what pages need, writing is not.
  alter table public.jobs enable row level security;
  if exists (select from pg_catalog.pg_roles where rolname = 'anon') then
    revoke all on public.jobs from anon, authenticated;
    grant select on public.jobs to anon, authenticated;
    create policy jobs_readable on public.jobs for select to anon, authenticated using (true);
  end if;
end
$$;

-- Statement triggers of the old system rewrote queue_position in every queued row at each insert.
do $$
declare
  found record;
begin
  for found in
    select t.tgname
    from pg_catalog.pg_trigger t
    join pg_catalog.pg_proc p on p.oid = t.tgfoid
    where t.tgrelid = 'public.jobs'::regclass and not t.tgisinternal and p.prosrc ilike '%queue_position%'
  loop
    execute pg_catalog.format('drop trigger %I on public.jobs', found.tgname);
  end loop;
  -- any job_type is allowed; the sets of statuses and priorities are written anew below
  for found in
    select c.conname
    from pg_catalog.pg_constraint c
    join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
    where c.conrelid = 'public.jobs'::regclass and c.contype = 'c'
      and a.attname in ('job_type', 'status', 'priority', 'progress')
    group by c.conname
  loop
    execute pg_catalog.format('alter table public.jobs drop constraint %I', found.conname);
  end loop;
end
$$;

-- Shape B becomes shape A.
do $$
begin
  if (select data_type from information_schema.columns
      where table_schema = 'public' and table_name = 'jobs' and column_name = 'priority') <> 'text' then
    alter table public.jobs alter column priority drop default;
    alter table public.jobs alter column priority type text
      using case when priority <= 3 then 'high' when priority > 7 then 'low' else 'medium' end;
  end if;
  alter table public.jobs alter column status set default 'queued';
  update public.jobs set status = case status when 'pending' then 'queued' else 'processing' end
    where status in ('pending', 'in_progress');
  update public.jobs set priority = 'medium' where priority is null;
  alter table public.jobs alter column priority set not null;
  alter table public.jobs alter column user_id drop not null;
end
$$;

alter table public.jobs
  add column if not exists payload jsonb not null default '{}',
  add column if not exists queue_position integer,
  add column if not exists retry_count integer default 0,
  add column if not exists max_retries integer default 3,
  add column if not exists error_message text,
  add column if not exists started_at timestamptz,
  add column if not exists completed_at timestamptz,
  add column if not exists created_at timestamptz default now(),
  add column if not exists updated_at timestamptz default now(),
  add column if not exists user_id uuid,
  add column if not exists run_at timestamptz,
  add column if not exists priority_rank smallint
    generated always as (case priority when 'high' then 1 when 'medium' then 2 else 3 end) stored,
  add column if not exists resource text,
  add column if not exists result jsonb,
  add column if not exists dedupe_key text,
  add column if not exists parent_id uuid;

-- Columns that have a default but may be null, as careless programs left them; the triggers fill them from now on.
update public.jobs set
  retry_count = coalesce(retry_count, 0),
  max_retries = coalesce(max_retries, 3),
  created_at = coalesce(created_at, updated_at, started_at, now()),
  updated_at = coalesce(updated_at, completed_at, started_at, created_at, now())
where retry_count is null or max_retries is null or created_at is null or updated_at is null;

alter table public.jobs
  add constraint jobs_status_is_known
    check (status in ('queued', 'processing', 'completed', 'failed', 'cancelled')),
  add constraint jobs_priority_is_known check (priority in ('high', 'medium', 'low'));

comment on column public.jobs.run_at is 'Not claimed before this moment; null: as soon as possible.';
comment on column public.jobs.priority_rank is '1 high, 2 medium, 3 low: the order of claiming. As text, low comes before medium.';
comment on column public.jobs.resource is 'What the job needs beside a slot, such as manim; null: what its type says.';
comment on column public.jobs.result is 'What the handler returned.';
comment on column public.jobs.dedupe_key is 'While a row with this key exists, enqueueing the key again returns that row.';
comment on column public.jobs.parent_id is 'The job that this one is an edited copy of.';
comment on column public.jobs.queue_position is 'Place in the queue from 1, kept for the first 1,000 by the sweep.';

-- Each row is written three times in its short life; room on the page keeps those writes local, and
-- vacuum has to come by long before a fifth of a large table has changed.
alter table public.jobs set (
  fillfactor = 85,
  autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_insert_threshold = 5000,
  autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 1000
);

-- Claiming, a lane (type and resource) and a rank at a time. A job that is not due yet sorts behind
-- all that are, so it is never looked at.
create index jobs_ready on public.jobs
  (job_type, coalesce(resource, ''), priority_rank, coalesce(run_at, created_at, '-infinity'), id)
  where status = 'queued';
-- The order of the queue as a whole: positions, and the list sorted by it.
create index jobs_in_order on public.jobs
  (priority_rank, coalesce(run_at, created_at, '-infinity'), id) where status = 'queued';
create index jobs_due on public.jobs (run_at) where status = 'queued' and run_at is not null;
create index jobs_positions on public.jobs (queue_position) where queue_position is not null;
create index jobs_by_creation on public.jobs (created_at, id);
create index jobs_by_update on public.jobs (updated_at, id);
create index jobs_by_status on public.jobs (status, created_at, id);
create index jobs_by_type on public.jobs (job_type, created_at, id);
create index jobs_by_user on public.jobs (user_id, created_at) where user_id is not null;
create index jobs_by_parent on public.jobs (parent_id) where parent_id is not null;
create unique index jobs_dedupe_key on public.jobs (dedupe_key) where dedupe_key is not null;

-- The functions run as queue_owner; where row level security is on, it needs a policy of its own.
create policy jobs_of_the_queue on public.jobs for all to queue_owner using (true) with check (true);

-- Made anew with the functions; its result type may differ from ours, and then it cannot be replaced.
drop function if exists public.get_queue_stats();

-- public.job_queue_config: production's table, held to the one row that was meant.

do $$
begin
  if to_regclass('public.job_queue_config') is not null then
    return;
  end if;
  create table public.job_queue_config (
    id uuid primary key default gen_random_uuid(),
    max_concurrent_renders integer default 10,
    max_manim_renders integer default 4,
    job_timeout_minutes integer default 10,
    retry_interval_minutes integer default 5,
    peak_hour_start time default '06:00',
    peak_hour_end time default '21:00',
    peak_worker_multiplier numeric default 1.5,
    created_at timestamptz default now(),
    updated_at timestamptz default now()
  );
  -- the web has no business here; Supabase's service key passes row level security
  alter table public.job_queue_config enable row level security;
  if exists (select from pg_catalog.pg_roles where rolname = 'anon') then
    revoke all on public.job_queue_config from anon, authenticated;
  end if;
end
$$;

-- The old seeding added a row each time it ran. A row that somebody edited is worth more than a seeded one.
delete from public.job_queue_config where id <> (
  select id from public.job_queue_config
  order by (updated_at > created_at) desc nulls last, updated_at desc nulls last, id
  limit 1
);
insert into public.job_queue_config (id)
  select gen_random_uuid() where not exists (select from public.job_queue_config);

update public.job_queue_config set
  max_concurrent_renders = coalesce(max_concurrent_renders, 10),
  max_manim_renders = coalesce(max_manim_renders, 4),
  job_timeout_minutes = coalesce(job_timeout_minutes, 10),
  retry_interval_minutes = coalesce(retry_interval_minutes, 5),
  peak_hour_start = coalesce(peak_hour_start, '06:00'),
  peak_hour_end = coalesce(peak_hour_end, '21:00'),
  peak_worker_multiplier = coalesce(peak_worker_multiplier, 1.5),
  updated_at = coalesce(updated_at, now())
where true;

alter table public.job_queue_config
  alter column max_concurrent_renders set not null,
  alter column max_manim_renders set not null,
  alter column job_timeout_minutes set not null,
  alter column retry_interval_minutes set not null,
  alter column peak_hour_start set not null,
  alter column peak_hour_end set not null,
  alter column peak_worker_multiplier set not null,
  add column if not exists backoff_cap_minutes integer not null default 60,
  add column if not exists time_zone text not null default 'UTC',
  add column if not exists paused boolean not null default false,
  add column if not exists pause_reason text,
  add column if not exists lease_seconds integer not null default 60,
  add column if not exists heartbeat_seconds integer not null default 15,
  add column if not exists sweep_seconds integer not null default 10,
  add column if not exists retention_days integer not null default 30,
  add column if not exists give_up_hours integer not null default 24;

comment on column public.job_queue_config.backoff_cap_minutes is 'No wait before a retry is longer.';
comment on column public.job_queue_config.time_zone is 'Of the peak hours and of "today": a name that PostgreSQL knows.';
comment on column public.job_queue_config.lease_seconds is 'A claim is valid this long after the last heartbeat.';
comment on column public.job_queue_config.retention_days is 'Finished jobs and their attempts, statistics and enqueue requests are deleted when they are so old, events and rows of workers after a week at the latest; 0: nothing is. The audit log is kept.';
comment on column public.job_queue_config.give_up_hours is 'A job that only ever failed for want of a service is failed after so long.';

-- Nobody has agreed yet that the history of a table that was there before may go.
update public.job_queue_config set retention_days = 0 where exists (
  select from public.jobs where status in ('completed', 'failed', 'cancelled') and created_at < now() - interval '30 days');

create unique index job_queue_config_has_one_row on public.job_queue_config ((true));

create policy job_queue_config_of_the_queue on public.job_queue_config
  for all to queue_owner using (true) with check (true);

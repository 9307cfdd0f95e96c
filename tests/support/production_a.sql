-- The tables of production, shape A, as the old system's own migration made them.
create table public.jobs (
  id uuid primary key default gen_random_uuid(),
  job_type text not null check (job_type in ('doubt', 'topic_short', 'daily_ca')),
  priority text not null check (priority in ('high', 'medium', 'low')),
  status text not null default 'queued'
    check (status in ('queued', 'processing', 'completed', 'failed', 'cancelled')),
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
create index idx_jobs_status on public.jobs (status);

create function public.update_queue_positions() returns trigger language plpgsql as $$
begin
  update public.jobs set queue_position = placed.place
  from (
    select id, row_number() over (order by priority, created_at) as place from public.jobs where status = 'queued'
  ) placed
  where public.jobs.id = placed.id and public.jobs.queue_position is distinct from placed.place;
  return null;
end $$;
create trigger jobs_positions after insert or update of status on public.jobs
  for each statement execute function public.update_queue_positions();

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
-- the seeding ran three times, and somebody edited the second row
insert into public.job_queue_config default values;
insert into public.job_queue_config (max_concurrent_renders, updated_at) values (7, now() + interval '1 hour');
insert into public.job_queue_config default values;

create function public.get_queue_stats()
returns table (total_queued bigint, avg_wait_time_minutes double precision) language sql
as $$ select count(*), 0.0::double precision from public.jobs where status = 'queued' $$;

insert into public.jobs (job_type, priority, status, payload, retry_count, error_message, started_at, completed_at, user_id)
values
  ('doubt', 'low', 'queued', '{"question": "low"}', 0, null, null, null, null),
  ('doubt', 'medium', 'queued', '{"question": "medium"}', 1, '{"message": "read timeout", "type": "TIMEOUT"}', null, null, null),
  ('topic_short', 'high', 'queued', '{"topic": "high"}', 0, null, null, null, gen_random_uuid()),
  ('doubt', 'high', 'processing', '{"question": "running"}', 0, null, now() - interval '2 minutes', null, null),
  ('daily_ca', 'low', 'completed', '{"content": "news", "video_url": "http://videos/1.mp4", "duration": 61}', 0, null,
   now() - interval '1 day', now() - interval '1 day', null),
  ('doubt', 'high', 'failed', '{"question": "failed"}', 3, 'Job timed out', now() - interval '1 day', null, null),
  ('doubt', 'medium', 'cancelled', '{"question": "cancelled"}', null, null, null, now(), null);
-- a row as careless programs left it
insert into public.jobs (job_type, priority, payload, retry_count, max_retries, created_at, updated_at)
values ('doubt', 'low', '{"question": "careless"}', null, null, null, null);

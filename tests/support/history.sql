-- A year of work: 1,000,000 finished jobs with their attempts, events and minutes, beside 1,000 that wait.
-- Triggers are off and indexes are built afterwards: this is about reading, not about how it got there.
set session_replication_role = replica;

create temporary table definitions as
  select indexdef from pg_indexes
  where schemaname = 'public' and tablename = 'jobs' and indexname <> 'jobs_pkey';
do $$
declare
  name text;
begin
  for name in
    select indexname from pg_indexes where schemaname = 'public' and tablename = 'jobs' and indexname <> 'jobs_pkey'
  loop
    execute format('drop index public.%I', name);
  end loop;
end $$;

insert into public.jobs (
  id, job_type, priority, status, payload, retry_count, max_retries, created_at, updated_at, started_at, completed_at,
  error_message
)
select ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       (array['doubt', 'topic_short', 'daily_ca'])[1 + n % 3],
       (array['high', 'medium', 'low'])[1 + n % 3],
       case when n % 50 = 0 then 'failed' when n % 97 = 0 then 'cancelled' else 'completed' end,
       jsonb_build_object('n', n, 'question', 'Explain Article ' || n % 395),
       0, 3, t.at, t.at + interval '3 minutes', t.at, t.at + interval '3 minutes',
       case when n % 50 = 0 then '{"message": "read timeout", "type": "TIMEOUT"}' end
from generate_series(1, 1000000) n, lateral (select now() - make_interval(secs => 60 + n * 30) as at) t;

insert into public.jobs (job_type, priority, status, payload, retry_count, max_retries, created_at, updated_at)
select (array['doubt', 'topic_short', 'daily_ca'])[1 + n % 3], (array['high', 'medium', 'low'])[1 + n % 3],
       'queued', jsonb_build_object('n', -n), 0, 3, t.at, t.at
from generate_series(1, 1000) n, lateral (select now() - make_interval(secs => n) as at) t;

do $$
declare
  definition text;
begin
  for definition in select indexdef from definitions loop
    execute definition;
  end loop;
end $$;

insert into queue.lanes (job_type, resource) values ('doubt', ''), ('topic_short', ''), ('daily_ca', '')
on conflict do nothing;
insert into queue.attempts (job_id, number, token, started_at, ended_at, outcome, counted)
select j.id, 1, gen_random_uuid(), j.started_at, j.completed_at, 'completed', true
from public.jobs j where j.status = 'completed' and j.created_at > now() - interval '70 days';
-- 20,000 that failed, one in ten alike
insert into queue.attempts (
  job_id, number, token, started_at, ended_at, outcome, category, counted, exception_type, message, stack, fingerprint
)
select j.id, 1, gen_random_uuid(), j.started_at, j.completed_at, 'failed', 'timeout', true, 'ReadTimeout',
       'no answer within 600 s', repeat('Traceback ' || j.n, 100),
       case when j.n % 500 = 0 then '9c1e07aa' else lpad(to_hex(j.n % 30000), 8, '4') end
from (select f.*, (f.payload ->> 'n')::integer as n from public.jobs f where f.status = 'failed') j;
insert into queue.events (at, kind, job_ids, new_status)
select j.completed_at, 'updated', array[j.id], j.status from public.jobs j
where j.status <> 'queued' and j.created_at > now() - interval '70 days';
insert into queue.minutes (minute, job_type, shard, enqueued, completed)
select m, t, 0, 1, 1
from generate_series(date_trunc('minute', now()) - interval '90 days', now(), interval '1 minute') m,
     unnest(array['doubt', 'topic_short', 'daily_ca']) t;

-- two actions of operators long ago, and since then only programs that enqueue
insert into queue.operations (request_id, verb, actor, database_role, at)
select gen_random_uuid(), case when n > 2 then 'enqueue' else 'pause' end, 'tests', 'postgres',
       now() - make_interval(secs => 100000 - n)
from generate_series(1, 100000) n;

set session_replication_role = default;

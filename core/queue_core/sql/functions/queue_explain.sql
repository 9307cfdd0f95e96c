-- Why a job is not running, by its id or the beginning of it; models/failures.py has what each field means. What is
-- asked here is what a claim asks: the same clock, limits, lanes and order.
-- Errors: QU404 where there is no such job, QU400 for an id that is not one or begins more than one job's.
create or replace function public.queue_explain(job_id text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  job public.jobs;
  per_minute double precision := queue.ended_per_minute(at);
  answer jsonb := '{"reasons": [], "start_in_seconds": null}';
begin
  select * into job from public.jobs j where j.id = queue.find_job(queue_explain.job_id);
  if job.status = 'queued' then
    answer := queue.explain_job(job, per_minute, at);
  end if;
  return answer || jsonb_build_object('job_id', job.id, 'status', job.status, 'per_minute', per_minute, 'now', at);
end
$$;

-- Jobs of all types that ended per minute: the most of the last 5, 15 and 60 minutes, since an hour in which there was
-- little to do says nothing of a backlog that has just come. Null where none ended.
create or replace function queue.ended_per_minute(at timestamptz) returns double precision
language sql stable set search_path = '' set enable_seqscan = off
as $$
  select max(e.number / w.minutes)
  from unnest(array[5.0, 15.0, 60.0]::double precision[]) w (minutes)
  cross join lateral (
    select sum(m.completed + m.failed + m.cancelled) as number from queue.minutes m
    where m.minute > date_trunc('minute', at) - make_interval(mins => w.minutes::integer)
  ) e
  where e.number > 0
$$;

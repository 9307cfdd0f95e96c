-- One group of failed attempts, over all the history that is kept, with what its jobs have in common.
-- Errors: QU404 where no attempt failed so.
create or replace function public.queue_failure(fingerprint text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  found jsonb := queue.failure_groups(coalesce(queue_failure.fingerprint, ''), at, 'last') -> 0;
  jobs uuid[];
begin
  if found is null then
    raise exception 'There is no failure with the fingerprint %.', left(queue_failure.fingerprint, 64) using errcode = 'QU404';
  end if;
  select array_agg(j.job_id order by j.last_at desc, j.job_id) into jobs from (
    select f.job_id, max(f.ended_at) as last_at from queue.failed_attempts(queue_failure.fingerprint) f
    group by f.job_id order by 2 desc, 1 limit 200) j;
  return jsonb_build_object(
      'group', found,
      'per_hour', queue.failures_per_hour(queue_failure.fingerprint, at),
      'jobs', to_jsonb(jobs[:50]),
      'now', at)
    || queue.failure_traits(jobs)
    || (select jsonb_build_object('stack', a.stack, 'http_status', a.http_status, 'excerpt', a.excerpt)
        from queue.attempts a where a.job_id = (found ->> 'example')::uuid
          and a.fingerprint = queue_failure.fingerprint
        order by a.number desc limit 1);
end
$$;

-- Failed attempts in each of the last 24 hours, oldest first.
create or replace function queue.failures_per_hour(fingerprint text, at timestamptz) returns jsonb
language sql stable set search_path = '' set enable_seqscan = off
as $$
  select jsonb_agg(coalesce(c.number, 0) order by h.hour desc)
  from generate_series(0, 23) h (hour)
  left join (
    select floor(extract(epoch from at - f.ended_at) / 3600) as hour, count(*) as number from (
      select a.ended_at from queue.attempts a
      where a.fingerprint = failures_per_hour.fingerprint and a.outcome in ('failed', 'timed_out', 'lost')
        and a.ended_at > at - interval '24 hours' limit 20000
    ) f group by 1
  ) c on greatest(c.hour, 0) = h.hour
$$;

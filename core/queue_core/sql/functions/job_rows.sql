-- Rows of the job table as JSON, in the order of the ids given. A moment that another program has put outside
-- of the years 1 to 9999, which clients cannot read, is shown as the nearest one inside.
create or replace function queue.job_rows(ids uuid[], at timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'id', j.id,
      'job_type', j.job_type,
      'priority', j.priority,
      'status', j.status,
      'condition', case
        when j.status = 'processing' then case
          when l.cancel_requested_at is not null then 'cancelling'
          when queue.is_stuck(l, at) then 'stuck' end
        when held.until is not null then 'held'
        when j.status = 'queued' and j.run_at > at then case
          when last.number is null then 'scheduled' else 'retrying' end
      end,
      'queue_position', j.queue_position,
      'attempts', coalesce(l.number, last.number, 0),
      -- retry_count is that of the counted failures which led to another attempt
      'counted_attempts', coalesce(j.retry_count, 0) + case j.status
        when 'processing' then 1 when 'completed' then 1
        when 'failed' then coalesce(last.counted, j.started_at is not null)::integer else 0 end,
      'max_attempts', coalesce(j.max_retries, 3) + 1,
      'created_at', queue.readable(coalesce(j.created_at, 'epoch')),
      'updated_at', queue.readable(coalesce(j.updated_at, j.created_at, 'epoch')),
      'started_at', queue.readable(j.started_at),
      'completed_at', queue.readable(j.completed_at),
      'run_at', queue.readable(j.run_at))
    || jsonb_build_object(
      'worker', coalesce(l.worker, last.worker),
      'progress', l.progress,
      'error', queue.error_line(j.error_message),
      'category', last.category,
      'resource', coalesce(j.resource, t.resource),
      'user_id', j.user_id,
      'parent_id', j.parent_id,
      'cancel_requested_at', l.cancel_requested_at,
      'held_until', queue.readable(held.until),
      'held_by', held.worker)
    order by wanted.place), '[]')
  from unnest(ids) with ordinality wanted (id, place)
  join public.jobs j on j.id = wanted.id
  left join queue.job_types t on t.job_type = j.job_type
  left join queue.leases l on l.job_id = j.id and l.held_since is null
  left join lateral (
    select h.deadline_at as until, h.worker from queue.leases h
    where h.job_id = j.id and h.held_since is not null and h.deadline_at > at
    order by h.deadline_at desc limit 1
  ) held on true
  left join lateral (
    select a.number, a.worker, a.category, a.counted from queue.attempts a
    where a.job_id = j.id order by a.number desc limit 1
  ) last on true
$$;

create or replace function queue.readable(moment timestamptz) returns timestamptz
language sql immutable set search_path = ''
as $$
  select case when moment is not null
    then greatest(least(moment, '9999-12-30 00:00:00+00'), '0001-01-02 00:00:00+00') end
$$;

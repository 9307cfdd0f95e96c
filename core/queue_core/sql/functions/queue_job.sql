-- One job with everything known about it, by its id or, from four characters, the beginning of it.
-- Errors: QU404 where there is none, QU400 for an id that is not one or begins more than one job's.
create or replace function public.queue_job(job_id text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  wanted uuid := queue.find_job(job_id);
begin
  return queue.run_so_far(wanted) || (
    select jsonb_build_object(
      'job', queue.job_rows(array[j.id], at) -> 0,
      'payload', j.payload,
      'result', j.result,
      'error_message', j.error_message,
      'dedupe_key', j.dedupe_key,
      'deadline_at', (select l.deadline_at from queue.leases l where l.job_id = j.id and l.held_since is null),
      'attempts', queue.attempts_of(j.id),
      'operations', queue.operations_on(j.id),
      'events', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'at', e.at, 'kind', e.kind, 'old_status', e.old_status, 'new_status', e.new_status, 'actor', e.actor)
          order by e.id), '[]')
        -- found first: with a limit the planner would rather walk back through everybody's events
        from (select f.* from queue.events_of(j.id) f order by f.id desc limit 100) e),
      'now', at)
    from public.jobs j where j.id = wanted)
    || queue.usual_run((select j.job_type from public.jobs j where j.id = wanted), at);
end
$$;

-- What operators did to it, oldest first; the latest 50. Neither who enqueued it, which its events say, nor what left
-- it alone or is only planned.
create or replace function queue.operations_on(job_id uuid) returns jsonb
language sql stable set search_path = '' set enable_seqscan = off
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', o.id, 'verb', o.verb, 'effect', o.effect, 'actor', o.actor, 'reason', o.reason, 'at', o.at)
    order by o.id), '[]')
  from (
    select p.id, p.verb, t.effect, p.actor, p.reason, p.at
    from queue.operation_targets t join queue.operations p on p.id = t.operation_id
    where t.job_id = operations_on.job_id and t.effect in ('done', 'requested') and p.verb <> 'enqueue'
    order by p.id desc limit 50
  ) o
$$;

-- What its worker has last said of the running attempt.
create or replace function queue.run_so_far(job_id uuid) returns jsonb
language sql stable set search_path = '' set enable_seqscan = off
as $$
  select jsonb_build_object(
    'cancel_acknowledged_at', max(l.cancel_acknowledged_at), 'last_heartbeat_at', max(w.last_seen_at))
  from queue.leases l left join queue.workers w on w.id = l.worker_id
  where l.job_id = run_so_far.job_id and l.held_since is null
$$;

-- How long attempts of a type took that completed within the last 24 hours.
create or replace function queue.usual_run(job_type text, at timestamptz) returns jsonb
language sql stable set search_path = '' set enable_seqscan = off
as $$
  select jsonb_build_object('run_p50_seconds', r.run -> 'p50_seconds', 'run_p95_seconds', r.run -> 'p95_seconds')
  from (
    select queue.spread(array_agg(b.number order by b.place)) as run from (
      select u.place, sum(u.number)::bigint as number
      from queue.minutes m cross join lateral unnest(m.run_buckets) with ordinality u (number, place)
      where m.minute > at - interval '24 hours' and m.job_type = usual_run.job_type
      group by u.place
    ) b
  ) r
$$;

create or replace function queue.events_of(job_id uuid) returns setof queue.events
language plpgsql stable rows 10 set search_path = '' set plan_cache_mode = 'force_generic_plan'
as $$
begin
  return query select * from queue.events e where e.job_ids @> array[events_of.job_id];
end
$$;

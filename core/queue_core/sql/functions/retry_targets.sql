-- failed, cancelled, completed -> queued, now, with all attempts available again; a queued job that waits
-- for a later moment becomes due now. With spread_seconds in the operation's arguments the targets of a plan
-- become due one after the other, in their order, over so long. The caller holds the jobs.
create or replace function queue.retry_targets(operation bigint, ids uuid[], at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  with judged as materialized (
    select j.id, queue.state_of(j) as before, queue.refusal_of('retry', j, retry_targets.at) as refusal,
           case when (o.arguments ->> 'spread_seconds')::double precision > 0 and t.place is not null then
             greatest(retry_targets.at, o.begun_at + queue.spread_of(o, t.place)) end as due_at
    from public.jobs j
    join queue.operations o on o.id = operation
    left join queue.operation_targets t on t.operation_id = o.id and t.job_id = j.id
    where j.id = any (ids)
  ),
  moved as (
    update public.jobs j set
      status = 'queued',
      run_at = coalesce(d.due_at, case when j.status <> 'queued' then at end),
      retry_count = 0, started_at = null, completed_at = null, updated_at = at
    from judged d where j.id = d.id and d.refusal is null
    returning j.id, queue.state_of(j) as after
  )
  insert into queue.operation_targets (operation_id, job_id, effect, skip_reason, before, after)
    select operation, d.id, case when d.refusal is null then 'done' else 'skipped' end, d.refusal, d.before, m.after
    from judged d left join moved m on m.id = d.id
  on conflict on constraint operation_targets_pkey do update set
    effect = excluded.effect, skip_reason = excluded.skip_reason, before = excluded.before, after = excluded.after;
  perform queue.wake();
end
$$;

-- How long after the first target of a plan the one at a place is due.
create or replace function queue.spread_of(plan queue.operations, place integer) returns interval
language sql stable set search_path = ''
as $$
  select pg_catalog.make_interval(secs =>
    coalesce((plan.arguments ->> 'spread_seconds')::double precision, 0) * (place - 1) / greatest(plan.placed, 1))
$$;

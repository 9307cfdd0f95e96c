-- Give queued jobs the priority, or the moment before which they do not run, that the operation's arguments
-- name; they stay queued. The caller holds the jobs.
create or replace function queue.edit_targets(operation bigint, ids uuid[], at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  with judged as materialized (
    select j.id, queue.state_of(j) as before, queue.refusal_of('edit', j, edit_targets.at) as refusal,
           o.arguments ->> 'priority' as priority, (o.arguments ->> 'delay_seconds')::double precision as delay
    from public.jobs j join queue.operations o on o.id = operation
    where j.id = any (ids)
  ),
  moved as (
    update public.jobs j set
      priority = coalesce(d.priority, j.priority),
      run_at = case when d.delay is null then j.run_at when d.delay > 0 then at + make_interval(secs => d.delay) end,
      updated_at = at
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

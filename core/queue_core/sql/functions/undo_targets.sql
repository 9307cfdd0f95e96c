-- Put jobs back as they were before the operation that this one undoes, but for those that have moved on since
-- it left them. The caller holds the jobs.
create or replace function queue.undo_targets(operation bigint, ids uuid[], at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  with judged as materialized (
    select j.id, u.before as earlier, queue.state_of(j) as found, queue.undo_refusal_of(j, u.after) as refusal
    from queue.operations o
    join queue.operation_targets u on u.operation_id = o.undoes and u.job_id = any (ids) and u.effect = 'done'
    join public.jobs j on j.id = u.job_id
    where o.id = operation
  ),
  restored as (
    update public.jobs j set
      status = d.earlier ->> 'status',
      priority = d.earlier ->> 'priority',
      run_at = (d.earlier ->> 'run_at')::timestamptz,
      retry_count = (d.earlier ->> 'retry_count')::integer,
      started_at = (d.earlier ->> 'started_at')::timestamptz,
      completed_at = (d.earlier ->> 'completed_at')::timestamptz,
      queue_position = null,
      updated_at = at
    from judged d where j.id = d.id and d.refusal is null
    returning j.id, queue.state_of(j) as after
  )
  insert into queue.operation_targets (operation_id, job_id, effect, skip_reason, before, after)
    select operation, d.id, case when d.refusal is null then 'done' else 'skipped' end, d.refusal, d.found, r.after
    from judged d left join restored r on r.id = d.id
  on conflict on constraint operation_targets_pkey do update set
    effect = excluded.effect, skip_reason = excluded.skip_reason, before = excluded.before, after = excluded.after;
  perform queue.wake();
end
$$;

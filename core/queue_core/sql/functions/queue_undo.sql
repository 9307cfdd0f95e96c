-- Put back what a retry or a cancel changed, but for jobs that have moved on since, which are skipped.
-- Errors: QU404 for an unknown operation, QU409 for one that cannot be undone or was undone before.
create or replace function public.queue_undo(operation_id bigint, actor text, request_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  undone queue.operations;
  operation bigint;
begin
  select * into undone from queue.operations o where o.id = queue_undo.operation_id for update;
  if not found then
    raise exception 'There is no operation %.', queue_undo.operation_id using errcode = 'QU404';
  end if;
  operation := queue.begin_operation(request_id, 'undo', actor, null);
  if operation is null then
    return queue.answer_of(request_id, 'undo');
  end if;
  if undone.verb not in ('retry', 'cancel') then
    raise exception 'A % cannot be undone.', undone.verb using errcode = 'QU409';
  elsif undone.undone_by is not null then
    raise exception 'Operation % was undone before.', undone.id using errcode = 'QU409';
  end if;
  perform queue.lock_targets(operation, (
    select coalesce(array_agg(t.job_id), '{}') from queue.operation_targets t
    where t.operation_id = undone.id and t.effect = 'done'));

  with judged as materialized (
    select j.id, t.before as earlier, queue.state_of(j) as found,
           queue.state_of(j) is distinct from t.after as moved_on
    from queue.operation_targets t join public.jobs j on j.id = t.job_id
    where t.operation_id = undone.id and t.effect = 'done'
  ),
  restored as (
    update public.jobs j set
      status = d.earlier ->> 'status',
      run_at = (d.earlier ->> 'run_at')::timestamptz,
      retry_count = (d.earlier ->> 'retry_count')::integer,
      error_message = d.earlier ->> 'error_message',
      started_at = (d.earlier ->> 'started_at')::timestamptz,
      completed_at = (d.earlier ->> 'completed_at')::timestamptz,
      queue_position = null,
      updated_at = queue.now()
    from judged d where j.id = d.id and not d.moved_on
    returning j.id, queue.state_of(j) as after
  )
  insert into queue.operation_targets (operation_id, job_id, effect, skip_reason, before, after)
    select operation, d.id, case when d.moved_on then 'skipped' else 'done' end,
           case when d.moved_on then 'it has moved on since: it is ' || (d.found ->> 'status') end, d.found, r.after
    from judged d left join restored r on r.id = d.id;
  update queue.operations o set undone_by = operation where o.id = undone.id;
  perform queue.wake();
  return queue.finish_operation(operation);
end
$$;

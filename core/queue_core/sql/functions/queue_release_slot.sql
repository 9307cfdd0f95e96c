-- Free the slots that lost attempts of jobs still hold, before their deadline, also where the job itself has
-- been deleted. Nothing is stopped: if the call is still running, it goes on outside the limits.
create or replace function public.queue_release_slot(ids jsonb, actor text, reason text, request_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  operation bigint;
  targets uuid[] := queue.target_ids(ids);
begin
  operation := queue.begin_operation(request_id, 'release_slot', actor, reason);
  if operation is null then
    return queue.answer_of(request_id, 'release_slot');
  end if;
  perform queue.hold_targets(operation, targets, true);
  with freed as (
    delete from queue.leases l where l.job_id = any (targets) and l.held_since is not null
    returning l.job_id, to_jsonb(l) as before
  )
  insert into queue.operation_targets (operation_id, job_id, effect, skip_reason, before)
    select operation, coalesce(j.id, f.job_id), case when f.job_id is null then 'skipped' else 'done' end,
           case when f.job_id is null then 'it holds no slot' end, f.before
    from (select id from public.jobs where id = any (targets)) j
    full join (select job_id, jsonb_agg(before) as before from freed group by job_id) f on f.job_id = j.id
  on conflict on constraint operation_targets_pkey do update set
    effect = excluded.effect, skip_reason = excluded.skip_reason, before = excluded.before;
  perform queue.wake();
  return queue.finish_operation(operation);
end
$$;

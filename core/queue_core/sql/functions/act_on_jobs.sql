-- An action on jobs that are named, in one transaction: what retry, cancel, force_cancel, delete and edit share.
-- Errors: QU400 for anything that is not a list of 1 to 1000 ids.
create or replace function queue.act_on_jobs(
  verb text, ids jsonb, arguments jsonb, actor text, reason text, request_id uuid
) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  targets uuid[] := queue.target_ids(ids);
  operation bigint := queue.begin_operation(request_id, verb, actor, reason);
begin
  if operation is null then
    return queue.answer_of(request_id, verb);
  end if;
  if arguments is not null then
    update queue.operations o set arguments = act_on_jobs.arguments where o.id = operation;
  end if;
  perform queue.touch_targets(verb, operation, queue.hold_targets(operation, targets, true), queue.now());
  return queue.finish_operation(operation);
end
$$;

-- The work of a verb on jobs that the caller holds; what becomes of each is written into the targets. The same
-- for an action on named jobs and for a chunk of a plan.
create or replace function queue.touch_targets(verb text, operation bigint, ids uuid[], at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  case verb
    when 'retry' then perform queue.retry_targets(operation, ids, at);
    when 'cancel' then perform queue.cancel_targets(operation, ids, at);
    when 'force_cancel' then perform queue.force_cancel_targets(operation, ids, at);
    when 'delete' then perform queue.delete_targets(operation, ids, at);
    when 'edit' then perform queue.edit_targets(operation, ids, at);
    when 'undo' then perform queue.undo_targets(operation, ids, at);
  end case;
end
$$;

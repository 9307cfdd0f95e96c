-- Put back what an operation changed:
--   retry, cancel, edit          jobs, but for those that have moved on since, which are skipped
--   configure, pause, resume     fields, if none of them was changed again since
--   quiet                        workers that are there and still as they were asked to be
-- An operation that was halted, or aborted, can be undone as far as it came; it cannot go on afterwards.
-- Errors: QU404 for an unknown operation; QU409 for one that cannot be undone or was undone before, for fields
-- that were changed again, and for more than 1,000 jobs, which want a plan.
create or replace function public.queue_undo(operation_id bigint, actor text, request_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  undone queue.operations;
  operation bigint;
begin
  select * into undone from queue.operations o where o.id = queue_undo.operation_id for no key update;
  if not found then
    raise exception 'There is no operation %.', queue_undo.operation_id using errcode = 'QU404';
  end if;
  operation := queue.begin_operation(request_id, 'undo', actor, null);
  if operation is null then
    return queue.answer_of(request_id, 'undo');
  end if;
  perform queue.mark_undone(undone, operation);
  update queue.operations o set undoes = undone.id where o.id = operation;
  case undone.verb
    when 'configure' then perform queue.undo_configure(undone, operation);
    when 'pause', 'resume' then perform queue.undo_pause(undone, operation);
    when 'quiet' then perform queue.undo_quiet(undone, operation);
    else
      if undone.done > 1000 then
        raise exception 'Operation % changed % jobs; an undo in one go takes at most 1000: plan it.', undone.id, undone.done
          using errcode = 'QU409';
      end if;
      perform queue.touch_targets('undo', operation, queue.hold_targets(operation, array(
        select t.job_id from queue.operation_targets t where t.operation_id = undone.id and t.effect = 'done'), true), queue.now());
      perform queue.forget_empty_undo(operation);
  end case;
  return queue.finish_operation(operation);
end
$$;

-- The operation is undone by another from now on. Raises QU409 if it cannot be; the caller holds its row.
create or replace function queue.mark_undone(undone queue.operations, by bigint) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  perform queue.check_undoable(undone);
  update queue.operations o set
    undone_by = mark_undone.by, state = case o.state when 'halted' then 'aborted' else o.state end
  where o.id = undone.id;
end
$$;

-- An undo that put nothing back has undone nothing: the operation stands as it was.
create or replace function queue.forget_empty_undo(undo bigint) returns void
language sql volatile set search_path = ''
as $$
  update queue.operations o set undone_by = null
  where o.undone_by = forget_empty_undo.undo and not exists (
    select from queue.operation_targets t where t.operation_id = forget_empty_undo.undo and t.effect = 'done')
$$;

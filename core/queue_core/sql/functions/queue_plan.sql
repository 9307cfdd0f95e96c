-- Freeze what retry, cancel, delete, edit or undo is going to touch; no job is touched yet.
--   terms       a filter, as queue.filter_sql takes it: all jobs that match, oldest first. Relative times in it
--               count from the moment of the first call
--   ids         or these jobs, at most 10,000, in this order
--   arguments   see queue.check_arguments; those of undo name the operation that gives the targets
-- A call looks at 10,000 rows at most: while the plan is not complete, calls with the same request id go on.
-- Errors: QU400 for a plan that cannot be made, and for one with more than 100,000 targets; QU404 and QU409 for
-- an operation that cannot be undone; QU409 for a request id that was used for something else, or is aborted.
create or replace function public.queue_plan(
  verb text, terms jsonb, filter_text text, ids jsonb,
  arguments jsonb, actor text, reason text, request_id uuid
) returns jsonb
-- moments are written into texts and read again: the same way whatever the role's DateStyle
language plpgsql volatile security definer set search_path = '' set datestyle = 'ISO'
as $$
declare
  plan queue.operations;
  operation bigint;
begin
  perform queue.check_plan(verb, terms, ids, arguments);
  operation := queue.begin_operation(request_id, verb, actor, reason);
  if operation is not null then
    update queue.operations o set
      is_plan = true, is_complete = false, state = 'planned', filter = left(filter_text, 2000),
      arguments = queue_plan.arguments,
      undoes = case when queue_plan.verb = 'undo' then queue.check_undo_plan(queue_plan.arguments) end,
      search = jsonb_build_object('terms', terms, 'ids', ids, 'cursor', null),
      shape = '{"types": {}, "statuses": {}, "oldest": null, "newest": null, "searched": 0}'
    where o.id = operation;
  end if;
  select * into plan from queue.operations o
    where o.id = operation or (operation is null and o.request_id = queue_plan.request_id) for no key update;
  if plan.verb <> verb or not plan.is_plan then
    raise exception 'This request id was used for % before.', plan.verb using errcode = 'QU409';
  elsif plan.state = 'aborted' then
    raise exception 'Plan % was aborted: make a new one.', plan.id using errcode = 'QU409';
  end if;
  if not plan.is_complete then
    perform queue.freeze_targets(plan, queue.now());
    select * into plan from queue.operations o where o.id = plan.id;
  end if;
  return jsonb_build_object('operation', queue.operation_json(plan)) || plan.shape;
end
$$;

-- The operation that a plan of undo is for, if it can be undone that way.
create or replace function queue.check_undo_plan(arguments jsonb) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
  undone queue.operations;
begin
  select * into undone from queue.operations o where o.id = (check_undo_plan.arguments ->> 'operation_id')::bigint for no key update;
  if not found then
    raise exception 'There is no operation %.', arguments ->> 'operation_id' using errcode = 'QU404';
  end if;
  perform queue.check_undoable(undone);
  if undone.verb not in ('retry', 'cancel', 'edit') then
    raise exception 'Operation % changed no jobs: undo it without a plan.', undone.id using errcode = 'QU409';
  end if;
  return undone.id;
end
$$;

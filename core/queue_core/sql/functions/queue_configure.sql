-- Change fields of the configuration row, and of types: {"max_concurrent_renders": 3,
-- "types": {"doubt": {"limit": 2, "resource": "manim"}}}. All or nothing; audited with before and after.
-- Errors: QU400 with a sentence that names the field and what it takes.
create or replace function public.queue_configure(changes jsonb, actor text, reason text, request_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  operation bigint;
  before jsonb;
  given jsonb;
begin
  if jsonb_typeof(changes) is distinct from 'object' or changes = '{}' then
    raise exception 'A change of configuration names at least one field.' using errcode = 'QU400';
  end if;
  operation := queue.begin_operation(request_id, 'configure', actor, reason);
  if operation is null then
    return queue.answer_of(request_id, 'configure');
  end if;
  -- what undo puts back is what there was before this change, not before one that came in between
  perform from public.job_queue_config for update;
  before := public.queue_config();
  perform queue.set_fields(changes);
  update queue.operations o set
    detail = jsonb_build_object('changes', changes, 'before', before, 'after', public.queue_config())
  where o.id = operation;
  -- the answer says who paused a type: this operation
  given := public.queue_config();
  update queue.operations o set answer = given where o.id = operation;
  return given;
end
$$;

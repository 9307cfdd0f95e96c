-- Stop a plan before its next chunk.
--   applying -> halted                    apply goes on with it
--   planned, applying, halted -> aborted  for good; what was done stays done
-- Nothing happens to an operation that has ended. Errors: QU404 for an unknown operation.
create or replace function public.queue_halt(operation_id bigint, actor text, abort boolean) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  plan queue.operations;
begin
  perform queue.check_actor(actor);
  select * into plan from queue.operations o where o.id = queue_halt.operation_id for no key update;
  if not found then
    raise exception 'There is no operation %.', queue_halt.operation_id using errcode = 'QU404';
  end if;
  if plan.state = 'applying' or (abort and plan.state in ('planned', 'halted')) then
    update queue.operations o set
      state = case when abort then 'aborted' else 'halted' end,
      detail = o.detail || jsonb_build_object(case when abort then 'aborted_by' else 'halted_by' end, left(queue_halt.actor, 200))
    where o.id = plan.id
    returning * into plan;
  end if;
  return queue.operation_json(plan);
end
$$;

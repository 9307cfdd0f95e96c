-- Touch the next `chunk` targets of a plan, in their order; those that have moved on since are skipped.
--   start        planned, halted -> applying; of what is being applied already it changes nothing
--   applying -> applied when no target is left
-- Without start, an operation that is not being applied is left alone. The operation's row is locked, so that
-- calls at the same time do one chunk after the other.
-- Errors: QU400 for a chunk that is none; QU404 for an unknown operation; QU409 for one that is no plan or is not
-- complete, and for starting one that was aborted, or an undo of what was undone before.
create or replace function public.queue_apply(
  operation_id bigint, actor text, start boolean, chunk integer
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  now constant timestamptz := queue.now();
  plan queue.operations;
begin
  if chunk is null or chunk not between 1 and 1000 then
    raise exception 'A chunk has 1 to 1000 jobs, not %.', chunk using errcode = 'QU400';
  end if;
  plan := queue.held_plan(operation_id, actor);
  if start and plan.state in ('planned', 'halted', 'aborted') then
    plan := queue.start_plan(plan, actor, now);
  end if;
  if plan.state = 'applying' then
    update queue.operations o set moved_at = now where o.id = plan.id;
    perform queue.apply_chunk(plan, chunk, true, now);
    select * into plan from queue.operations o where o.id = plan.id;
  end if;
  return queue.operation_json(plan);
end
$$;

-- A plan, its row locked, for somebody who is going to change it.
create or replace function queue.held_plan(operation_id bigint, actor text) returns queue.operations
language plpgsql volatile set search_path = ''
as $$
declare
  plan queue.operations;
begin
  perform queue.check_actor(actor);
  perform queue.act_as(actor);
  select * into plan from queue.operations o where o.id = held_plan.operation_id for no key update;
  if not found then
    raise exception 'There is no operation %.', held_plan.operation_id using errcode = 'QU404';
  elsif not plan.is_plan then
    raise exception 'Operation % is no plan: it was done at once.', plan.id using errcode = 'QU409';
  elsif not plan.is_complete and plan.state <> 'aborted' then
    raise exception 'Plan % is not complete: it is still looking for its jobs.', plan.id using errcode = 'QU409';
  end if;
  return plan;
end
$$;

-- planned, halted -> applying. A spread counts from such a moment that the first target still planned is due now.
create or replace function queue.start_plan(plan queue.operations, actor text, at timestamptz) returns queue.operations
language plpgsql volatile set search_path = ''
as $$
declare
  undone queue.operations;
  next_place constant integer := coalesce((
    select min(t.place) from queue.operation_targets t where t.operation_id = plan.id and t.effect = 'planned'), 1);
begin
  if plan.state = 'aborted' or plan.undone_by is not null then
    raise exception 'Operation % was %: plan it again.', plan.id,
      case when plan.undone_by is not null then 'undone' else 'aborted' end using errcode = 'QU409';
  elsif plan.undoes is not null and plan.state = 'planned' then
    select * into undone from queue.operations o where o.id = plan.undoes for no key update;
    perform queue.mark_undone(undone, plan.id);
  end if;
  update queue.operations o set
    state = 'applying', begun_at = start_plan.at - queue.spread_of(plan, next_place), moved_at = start_plan.at,
    detail = o.detail || jsonb_build_object('applied_by', left(start_plan.actor, 200))
  where o.id = plan.id
  returning * into plan;
  return plan;
end
$$;

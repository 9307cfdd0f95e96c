-- Go on with a plan that is being applied and for which nobody has called for 10 seconds, since a connection was
-- lost or a program has ended: 500 targets per sweep, but for those that somebody holds. It goes on until
-- it has ended or somebody calls again. If the work fails, as where another table refers to a job that is to be
-- deleted, the plan is halted and says why: one plan must not keep the sweep from all else.
--
-- A plan that nobody has begun within a day is aborted: what it was going to touch is not what is there now.
create or replace function queue.sweep_operations(at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  plan queue.operations;
begin
  select * into plan from queue.operations o
    where o.state = 'applying' and o.moved_at < sweep_operations.at - interval '10 seconds'
    order by o.moved_at limit 1 for no key update skip locked;
  if found then
    begin
      perform queue.act_as(plan.actor);
      perform queue.apply_chunk(plan, 500, false, at);
    exception
      when others then
        update queue.operations o set
          state = 'halted', detail = o.detail || jsonb_build_object('halted_by', 'sweep', 'error', left(sqlerrm, 500))
        where o.id = plan.id;
    end;
  end if;
  update queue.operations o set
    state = 'aborted', detail = o.detail || jsonb_build_object('aborted_by', 'sweep')
  where o.id in (
    select p.id from queue.operations p
    where p.state = 'planned' and p.at < sweep_operations.at - interval '1 day'
    order by p.at limit 10 for no key update skip locked);
end
$$;

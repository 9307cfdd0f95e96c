-- Touch the next targets of a plan that is being applied; the caller holds its row. A target whose job is not as it
-- was when the plan was made is skipped: so nothing is touched but what was shown. A running job is the same while
-- it runs; every other one while nothing was written to it.
create or replace function queue.apply_chunk(
  plan queue.operations, chunk integer, waits boolean, at timestamptz
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  chosen uuid[];
  held uuid[];
begin
  select coalesce(array_agg(c.job_id), '{}') into chosen from (
    select t.job_id from queue.operation_targets t
    where t.operation_id = plan.id and t.effect = 'planned' order by t.place limit chunk) c;
  held := queue.hold_targets(plan.id, chosen, waits);
  update queue.operation_targets t set
    effect = 'skipped', skip_reason = 'it has moved on since: it is ' || j.status
  from public.jobs j
  where t.operation_id = plan.id and t.job_id = any (held) and j.id = t.job_id and (
    j.status <> t.before ->> 'status'
    or (j.status <> 'processing' and j.updated_at is distinct from (t.before ->> 'updated_at')::timestamptz));
  perform queue.touch_targets(plan.verb, plan.id, array(
    select t.job_id from queue.operation_targets t
    where t.operation_id = plan.id and t.job_id = any (held) and t.effect = 'planned'), at);

  chosen := array(
    select t.job_id from queue.operation_targets t
    where t.operation_id = plan.id and t.job_id = any (chosen) and t.effect <> 'planned');
  update queue.operations o set
    planned = o.planned - cardinality(chosen), total = o.total - cardinality(chosen)
  where o.id = plan.id;
  perform queue.tally_targets(plan.id, chosen);
  update queue.operations o set state = 'applied' where o.id = plan.id and o.planned = 0;
  if found and plan.verb = 'undo' then
    perform queue.forget_empty_undo(plan.id);
  end if;
end
$$;

-- Add what became of some targets to the counts of their operation, which the audit log shows.
create or replace function queue.tally_targets(operation bigint, ids uuid[]) returns void
language sql volatile set search_path = ''
as $$
  update queue.operations o set
    total = o.total + c.total, planned = o.planned + c.planned, done = o.done + c.done,
    requested = o.requested + c.requested, skipped = o.skipped + c.skipped,
    skip_reasons = queue.add_up(o.skip_reasons, c.reasons)
  from (
    select sum(e.number)::integer as total,
           coalesce(sum(e.number) filter (where e.effect = 'planned'), 0)::integer as planned,
           coalesce(sum(e.number) filter (where e.effect = 'done'), 0)::integer as done,
           coalesce(sum(e.number) filter (where e.effect = 'requested'), 0)::integer as requested,
           coalesce(sum(e.number) filter (where e.effect = 'skipped'), 0)::integer as skipped,
           jsonb_object_agg(e.skip_reason, e.number) filter (where e.effect = 'skipped') as reasons
    from (
      select t.effect, case when t.effect = 'skipped' then coalesce(t.skip_reason, '') end as skip_reason, count(*) as number
      from queue.operation_targets t
      where t.operation_id = operation and t.job_id = any (ids)
      group by 1, 2
    ) e
  ) c
  where o.id = operation and c.total > 0
$$;

-- Two objects of whole numbers, added key by key.
create or replace function queue.add_up(one jsonb, other jsonb) returns jsonb
language sql immutable set search_path = ''
as $$
  select coalesce(jsonb_object_agg(s.key, s.number), '{}') from (
    select b.key, sum(b.value::bigint) as number
    from (select * from jsonb_each_text(one) union all select * from jsonb_each_text(other)) b
    group by b.key
  ) s
$$;

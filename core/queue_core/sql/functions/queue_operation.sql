-- One operation, its first 200 targets (skipped ones first, then in the order of the plan), what has become of the
-- jobs that it touched, and, of a plan, what kinds of jobs it has found. Errors: QU404 where there is none.
create or replace function public.queue_operation(operation_id bigint) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  operation queue.operations;
begin
  select * into operation from queue.operations o where o.id = queue_operation.operation_id;
  if not found then
    raise exception 'There is no operation %.', queue_operation.operation_id using errcode = 'QU404';
  end if;
  return jsonb_build_object(
    'operation', queue.operation_json(operation),
    'targets', (
      select coalesce(jsonb_agg(jsonb_build_object(
          'job_id', t.job_id, 'effect', t.effect, 'skip_reason', t.skip_reason, 'before', t.before, 'after', t.after)
        order by t.number), '[]')
      from (select s.*, row_number() over () as number from queue.first_targets(operation, 200) s) t),
    'followed', queue.followed_json(operation),
    'found', case when operation.is_plan then operation.shape end,
    'now', queue.now());
end
$$;

-- Each part is read in the order of an index of its own: an operation may have 100,000 targets.
create or replace function queue.first_targets(operation queue.operations, most integer)
returns setof queue.operation_targets
language sql stable set search_path = ''
as $$
  select * from (
    (select t.* from queue.operation_targets t
     where t.operation_id = operation.id and t.effect = 'skipped' order by t.job_id limit most)
    union all
    (select t.* from queue.operation_targets t
     where operation.is_plan and t.operation_id = operation.id and t.place is not null and t.effect <> 'skipped'
     order by t.place limit most)
    union all
    (select t.* from queue.operation_targets t
     where not operation.is_plan and t.operation_id = operation.id and t.effect <> 'skipped' order by t.job_id limit most)
  ) t limit most
$$;

-- What has become of the jobs that an operation touched, of 10,000 at most: their present statuses, and of those
-- that have failed since, how many did so with the fingerprint that they had failed with before. Null where the
-- operation is about no jobs.
create or replace function queue.followed_json(operation queue.operations) returns jsonb
language sql stable set search_path = ''
as $$
  with touched as materialized (
    select t.job_id, coalesce((t.after ->> 'updated_at')::timestamptz, operation.at) as at
    from queue.operation_targets t
    where operation.done + operation.requested > 0
      and t.operation_id = operation.id and t.effect in ('done', 'requested')
    order by t.job_id limit 10000
  ),
  found as materialized (
    select coalesce(j.status, 'deleted') as status, since.number is not null as failed_since,
           since.fingerprint = earlier.fingerprint as again
    from touched t
    left join public.jobs j on j.id = t.job_id
    left join lateral (
      select a.number, a.fingerprint from queue.attempts a
      where j.status = 'failed' and a.job_id = t.job_id and a.ended_at > t.at
      order by a.number desc limit 1
    ) since on true
    left join lateral (
      select a.fingerprint from queue.attempts a
      where since.number is not null and a.job_id = t.job_id and a.ended_at <= t.at
        and a.fingerprint is not null
      order by a.number desc limit 1
    ) earlier on true
  )
  select jsonb_build_object(
    'statuses', (select coalesce(jsonb_object_agg(s.status, s.number), '{}')
      from (select f.status, count(*) as number from found f group by 1) s),
    'failed_again', (select count(*) from found f where f.again),
    'failed_otherwise', (select count(*) from found f where f.failed_since and f.again is not true),
    'capped', operation.done + operation.requested > 10000)
  where operation.total > 0
$$;

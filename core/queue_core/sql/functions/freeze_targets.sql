-- Look at the next 10,000 candidates of a plan and write down those that are its targets: `planned`, in order, or
-- `skipped` at once, with the reason. All of it in one statement, so that each job is judged as the search saw it.
-- Errors: QU400 for more than 100,000 targets; the call that finds them leaves nothing, and the plan stays
-- incomplete and cannot be applied.
create or replace function queue.freeze_targets(plan queue.operations, at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  most_rows constant integer := 10000;
  most_targets constant integer := 100000;
  found jsonb;
begin
  execute format($statement$
    with looked as materialized (%s),
    judged as materialized (
      select l.id, l.place, j.job_type, j.status, queue.readable(coalesce(j.created_at, 'epoch')) as created_at,
             case when j.id is not null then queue.state_of(j) end as before,
             case when j.id is null then 'no such job'
                  when $1.verb = 'undo' then queue.undo_refusal_of(j, u.after)
                  else queue.refusal_of($1.verb, j, $2) end as refusal
      from looked l
      left join public.jobs j on j.id = l.id
      left join queue.operation_targets u on u.operation_id = $1.undoes and u.job_id = l.id
      where l.hit
    ),
    frozen as (
      insert into queue.operation_targets (operation_id, job_id, effect, skip_reason, before, place)
      select $1.id, d.id, case when d.refusal is null then 'planned' else 'skipped' end, d.refusal, d.before,
             case when d.refusal is null
               then $1.placed + row_number() over (partition by d.refusal is null order by d.place) end
      from judged d
      on conflict on constraint operation_targets_pkey do nothing
      returning job_id, place
    ),
    planned as (select d.* from judged d join frozen f on f.job_id = d.id where d.refusal is null)
    select jsonb_build_object(
      'ids', (select jsonb_agg(f.job_id) from frozen f),
      'placed', (select max(f.place) from frozen f),
      'searched', (select count(*) from looked),
      'cursor', (select l.cursor from looked l order by l.place desc limit 1),
      'types', (select jsonb_object_agg(t.job_type, t.number) from (
        select p.job_type, count(*) as number from planned p group by 1) t),
      'statuses', (select jsonb_object_agg(s.status, s.number) from (
        select p.status, count(*) as number from planned p group by 1) s),
      'oldest', (select min(p.created_at) from planned p),
      'newest', (select max(p.created_at) from planned p))
    $statement$, queue.candidates_sql(plan, most_rows))
  into found using plan, at;

  perform queue.tally_targets(plan.id, array(select i::uuid from jsonb_array_elements_text(nullif(found -> 'ids', 'null')) i));
  update queue.operations o set
    placed = coalesce((found ->> 'placed')::integer, o.placed),
    -- a list of ids is frozen whole
    is_complete = coalesce(plan.search -> 'ids' <> 'null', false) or (found ->> 'searched')::integer < most_rows,
    search = jsonb_set(o.search, '{cursor}', found -> 'cursor') - 'ids',
    shape = jsonb_build_object(
      'types', queue.add_up(o.shape -> 'types', nullif(found -> 'types', 'null')),
      'statuses', queue.add_up(o.shape -> 'statuses', nullif(found -> 'statuses', 'null')),
      'oldest', least((o.shape ->> 'oldest')::timestamptz, (found ->> 'oldest')::timestamptz),
      'newest', greatest((o.shape ->> 'newest')::timestamptz, (found ->> 'newest')::timestamptz),
      'searched', (o.shape ->> 'searched')::integer + (found ->> 'searched')::integer)
  where o.id = plan.id;
  if (select o.total from queue.operations o where o.id = plan.id) > most_targets then
    raise exception 'More than % jobs match: narrow the filter.', to_char(most_targets, 'FM999,999') using errcode = 'QU400';
  end if;
end
$$;

-- The statement that reads the next candidates: id, place, cursor to go on behind it, and whether it is a hit.
create or replace function queue.candidates_sql(plan queue.operations, most_rows integer) returns text
language plpgsql stable set search_path = ''
as $$
declare
  cursor jsonb := nullif(plan.search -> 'cursor', 'null');
begin
  if plan.undoes is not null then
    return format(
      'select t.job_id as id, row_number() over (order by t.job_id) as place, to_jsonb(t.job_id) as cursor, true as hit
       from (select job_id from queue.operation_targets
             where operation_id = %s and effect = ''done'' and job_id > %L
             order by job_id limit %s) t',
      plan.undoes, coalesce(cursor #>> '{}', '00000000-0000-0000-0000-000000000000'), most_rows);
  elsif plan.search -> 'ids' <> 'null' then
    return format(
      'select i.id::uuid as id, min(i.place) as place, null::jsonb as cursor, true as hit
       from jsonb_array_elements_text(%L) with ordinality i (id, place) group by 1', plan.search -> 'ids');
  end if;
  return format(
    'select j.id, row_number() over () as place, jsonb_build_object(''value'', j.key, ''id'', j.id) as cursor,
            coalesce(%s, false) as hit
     from (%s) j',
    queue.filter_sql(plan.search -> 'terms', plan.at),
    queue.scan_sql(plan.search -> 'terms', 'created', false, cursor, plan.at, most_rows));
end
$$;

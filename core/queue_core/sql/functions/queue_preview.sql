-- What a change of configuration would mean; models/history.py has what each field is. It is made just as configure
-- makes it, looked at, and rolled back: so the two cannot disagree about what a field takes.
-- Errors: QU400 with a sentence that names the field and what it takes.
create or replace function public.queue_preview(changes jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  fields_before jsonb := public.queue_config();
  fields_after jsonb;
  config public.job_queue_config;
  before jsonb;
  after jsonb;
begin
  if jsonb_typeof(changes) is distinct from 'object' or changes = '{}' then
    raise exception 'A change of configuration names at least one field.' using errcode = 'QU400';
  end if;
  select * into config from public.job_queue_config;
  before := queue.running_stats(config, at) -> 'slots';
  begin
    perform queue.set_fields(changes);
    select * into config from public.job_queue_config;
    fields_after := public.queue_config();
    after := queue.running_stats(config, at) -> 'slots' || jsonb_build_object('alerts', queue.alerts_of(config, at));
    raise exception 'Only a preview.' using errcode = 'QU299';
  exception
    when sqlstate 'QU299' then null;  -- what was set is what it was; what was read stays in the variables
  end;
  return queue.backlog_json(before, after, at) || jsonb_build_object(
    'slots_before', before -> 'limit', 'slots_after', after -> 'limit',
    'manim_before', before -> 'manim_limit', 'manim_after', after -> 'manim_limit',
    'running', (before ->> 'running')::integer + (before ->> 'held')::integer,
    'alerts_after', after -> 'alerts',
    'changes', queue.changes_json(queue.named_fields(fields_before, changes), queue.named_fields(fields_after, changes)));
end
$$;

-- How long the jobs that are ready take at the p50 of the last 24 hours, with the slots of before and of after.
create or replace function queue.backlog_json(before jsonb, after jsonb, at timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  with n as materialized (
    select (select coalesce(sum(w.ready), 0) from queue.waiting_by_type(at) w)::double precision as ready,
           (queue.period_json(at, 900, 96) -> 'run' ->> 'p50_seconds')::double precision as p50
  )
  select jsonb_build_object(
    'ready', n.ready, 'run_p50_seconds', n.p50,
    'backlog_before_seconds', n.ready * n.p50 / nullif((before ->> 'limit')::integer, 0),
    'backlog_after_seconds', n.ready * n.p50 / nullif((after ->> 'limit')::integer, 0))
  from n
$$;

-- Two sets of fields, as queue.named_fields gives them, field by field; those of a type as `doubt.limit`.
create or replace function queue.changes_json(before jsonb, after jsonb) returns jsonb
language sql immutable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('field', c.field, 'before', c.before, 'after', c.after) order by c.field), '[]')
  from (
    select f.key as field, before ->> f.key as before, f.value as after from jsonb_each_text(after - 'types') f
    union all
    select t.key || '.' || f.key, before -> 'types' -> t.key ->> f.key, f.value
    from jsonb_each(coalesce(after -> 'types', '{}')) t, jsonb_each_text(t.value) f
  ) c
$$;

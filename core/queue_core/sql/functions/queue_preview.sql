-- What a change of configuration would mean; models/history.py has what each field is. Nothing is written, and what a
-- field takes is asked where configure asks it: so the two cannot disagree about that.
-- Errors: QU400 with a sentence that names the field and what it takes.
create or replace function public.queue_preview(changes jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  at constant timestamptz := queue.now();
  config public.job_queue_config;
  changed public.job_queue_config;
  before jsonb;
  after jsonb;
begin
  if jsonb_typeof(changes) is distinct from 'object' or changes = '{}' then
    raise exception 'A change of configuration names at least one field.' using errcode = 'QU400';
  end if;
  select * into config from public.job_queue_config;
  changed := queue.changed_config(config, changes);
  before := queue.running_stats(config, at) -> 'slots';
  after := queue.running_stats(changed, at) -> 'slots';
  return queue.backlog_json(before, after, at) || jsonb_build_object(
    'slots_before', before -> 'limit', 'slots_after', after -> 'limit',
    'manim_before', before -> 'manim_limit', 'manim_after', after -> 'manim_limit',
    'running', (before ->> 'running')::integer + (before ->> 'held')::integer,
    'alerts_after', queue.alerts_of(changed, at),
    'changes', queue.changes_json(
      queue.named_fields(public.queue_config(), changes),
      queue.named_fields(to_jsonb(changed) || jsonb_build_object('types', queue.changed_types(changes)), changes)));
end
$$;

-- The types that a change names, as it would make them.
create or replace function queue.changed_types(changes jsonb) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(queue.type_json(queue.changed_type(
    coalesce(known, jsonb_populate_record(null::queue.job_types, jsonb_build_object(
      'job_type', t.key, 'default_priority', 'medium', 'paused', false))), t.value)) order by t.key), '[]')
  from jsonb_each(changes -> 'types') t left join queue.job_types known on known.job_type = t.key
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

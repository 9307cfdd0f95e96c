-- A type of job as a change would make it: default_priority, resource, limit, timeout_minutes, paused, example,
-- json_schema; null takes a value away. Nothing is written. Raises QU400 with what the field takes.
create or replace function queue.changed_type(kind queue.job_types, fields jsonb) returns queue.job_types
language plpgsql immutable set search_path = ''
as $$
declare
  wrong text;
begin
  select f.key into wrong from jsonb_each(fields) f
    where f.key not in ('default_priority', 'resource', 'limit', 'timeout_minutes', 'paused', 'example', 'json_schema')
    limit 1;
  wrong := case
    when wrong is not null then format('A type of job has no field "%s".', left(wrong, 100))
    when fields ? 'default_priority' and coalesce(fields ->> 'default_priority', '') not in ('high', 'medium', 'low')
      then 'default_priority takes high, medium or low.'
    when fields ->> 'limit' !~ '^\d{1,5}$' then 'limit takes a whole number from 0 to 99999, or nothing for no limit.'
    when fields ->> 'timeout_minutes' !~ '^\d{1,4}(\.\d+)?$' or (fields ->> 'timeout_minutes')::numeric = 0
      then 'timeout_minutes takes a number above 0 and below 10000, or nothing for the common timeout.'
    when fields ? 'paused' and jsonb_typeof(fields -> 'paused') <> 'boolean' then 'paused takes true or false.'
  end;
  if wrong is not null then
    raise exception '%', wrong using errcode = 'QU400';
  end if;
  kind.default_priority := coalesce(fields ->> 'default_priority', kind.default_priority);
  kind.paused := coalesce((fields ->> 'paused')::boolean, kind.paused);
  if fields ? 'resource' then
    kind.resource := nullif(fields ->> 'resource', '');
  end if;
  if fields ? 'limit' then
    kind.concurrency_limit := (fields ->> 'limit')::integer;
  end if;
  if fields ? 'timeout_minutes' then
    kind.timeout_minutes := (fields ->> 'timeout_minutes')::double precision;
  end if;
  if fields ? 'example' then
    kind.example := nullif(fields -> 'example', 'null');
  end if;
  if fields ? 'json_schema' then
    kind.json_schema := nullif(fields -> 'json_schema', 'null');
  end if;
  return kind;
end
$$;

-- A type as queue_config answers it.
create or replace function queue.type_json(kind queue.job_types) returns jsonb
language sql immutable set search_path = ''
as $$ select to_jsonb(kind) - 'concurrency_limit' || jsonb_build_object('limit', kind.concurrency_limit) $$;

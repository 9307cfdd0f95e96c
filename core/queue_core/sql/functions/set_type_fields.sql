-- Set fields of one type of job: default_priority, resource, limit, timeout_minutes, paused, example,
-- json_schema; null takes a value away. Raises QU400 with what the field takes.
create or replace function queue.set_type_fields(job_type text, fields jsonb) returns void
language plpgsql volatile set search_path = ''
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
  insert into queue.job_types (job_type) values (set_type_fields.job_type) on conflict do nothing;
  update queue.job_types t set
    default_priority = coalesce(fields ->> 'default_priority', t.default_priority),
    resource = case when fields ? 'resource' then nullif(fields ->> 'resource', '') else t.resource end,
    concurrency_limit = case when fields ? 'limit' then (fields ->> 'limit')::integer else t.concurrency_limit end,
    timeout_minutes = case when fields ? 'timeout_minutes'
      then (fields ->> 'timeout_minutes')::double precision else t.timeout_minutes end,
    paused = coalesce((fields ->> 'paused')::boolean, t.paused),
    example = case when fields ? 'example' then nullif(fields -> 'example', 'null') else t.example end,
    json_schema = case when fields ? 'json_schema' then nullif(fields -> 'json_schema', 'null') else t.json_schema end
  where t.job_type = set_type_fields.job_type;
end
$$;

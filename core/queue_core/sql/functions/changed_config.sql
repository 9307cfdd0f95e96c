-- The configuration row as a change would make it; `types` of the change are not in it. Nothing is written.
-- Raises QU400 with a sentence that names the field and what it takes.
create or replace function queue.changed_config(config public.job_queue_config, changes jsonb)
returns public.job_queue_config
language plpgsql stable set search_path = ''
as $$
declare
  field record;
begin
  for field in select f.key, f.value from jsonb_each(changes - 'types') f order by f.key loop
    perform queue.check_config_field(field.key, field.value);
    config := jsonb_populate_record(config, jsonb_build_object(field.key, field.value #>> '{}'));
  end loop;
  if config.lease_seconds < 3 * config.heartbeat_seconds then
    raise exception 'A lease must be at least three heartbeats long: lease_seconds >= 3 * heartbeat_seconds.' using errcode = 'QU400';
  end if;
  return config;
end
$$;

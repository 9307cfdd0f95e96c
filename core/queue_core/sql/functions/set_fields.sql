-- Carry out a change of configuration, as configure takes it and its undo gives it. Raises QU400 with a sentence
-- that names the field and what it takes.
create or replace function queue.set_fields(changes jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  field record;
begin
  for field in select f.key, f.value from jsonb_each(changes - 'types') f order by f.key loop
    perform queue.set_config_field(field.key, field.value);
  end loop;
  if exists (select from public.job_queue_config c where c.lease_seconds < 3 * c.heartbeat_seconds) then
    raise exception 'A lease must be at least three heartbeats long: lease_seconds >= 3 * heartbeat_seconds.' using errcode = 'QU400';
  end if;
  for field in select f.key, f.value from jsonb_each(coalesce(changes -> 'types', '{}')) f order by f.key loop
    perform queue.set_type_fields(field.key, field.value);
  end loop;
  update public.job_queue_config c set updated_at = queue.now() where true;
  perform queue.wake();
end
$$;

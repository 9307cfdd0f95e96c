-- Carry out a change of configuration, as configure takes it and its undo gives it. Raises QU400 with a sentence
-- that names the field and what it takes.
create or replace function queue.set_fields(changes jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  config public.job_queue_config;
  field text;
begin
  select * into config from public.job_queue_config;
  config := queue.changed_config(config, changes);
  config.updated_at := queue.now();
  for field in select f.key from jsonb_each(changes - 'types' || '{"updated_at": null}') f loop
    execute format('update public.job_queue_config set %1$I = ($1).%1$I where true', field) using config;
  end loop;
  insert into queue.job_types (job_type) select t.key from jsonb_each(changes -> 'types') t on conflict do nothing;
  update queue.job_types t set
    (default_priority, resource, concurrency_limit, timeout_minutes, paused, example, json_schema)
    = (select c.default_priority, c.resource, c.concurrency_limit, c.timeout_minutes, c.paused, c.example, c.json_schema
       from queue.changed_type(t, changes -> 'types' -> t.job_type) c)
  where changes -> 'types' ? t.job_type;
  perform queue.wake();
end
$$;

drop function if exists queue.set_type_fields(text, jsonb);  -- what set the fields of one type

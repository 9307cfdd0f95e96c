-- The configuration row, the types, and who paused what of it.
create or replace function public.queue_config() returns jsonb
language sql stable security definer set search_path = ''
as $$
  select to_jsonb(c) - 'id' - 'created_at'
    || jsonb_build_object('pauses', queue.pauses(), 'types', (
      select coalesce(jsonb_agg(queue.type_json(t) order by t.job_type), '[]')
      from queue.job_types t))
  from public.job_queue_config c
$$;

-- What is installed.
create or replace function public.queue_version() returns jsonb
language sql stable security definer set search_path = ''
as $$
  select jsonb_build_object(
    'version', (select max(m.version) from queue.migrations m),
    'server', split_part(current_setting('server_version'), ' ', 1))
$$;

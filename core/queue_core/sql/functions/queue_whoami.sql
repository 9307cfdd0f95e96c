-- Who the database takes the caller for, and what that role may do. Whether this transaction is read-only says nothing:
-- PostgREST makes it so for whatever is stable.
create or replace function public.queue_whoami() returns jsonb
language sql stable security definer set search_path = ''
as $$
  select jsonb_build_object(
    'role', queue.calling_role(),
    'can_operate', has_function_privilege(queue.calling_role(), 'public.queue_retry(jsonb, text, text, uuid)', 'execute'),
    'can_work', has_function_privilege(queue.calling_role(), 'public.queue_claim(uuid, integer, uuid, jsonb)', 'execute'),
    'read_only', 'on' in (current_setting('default_transaction_read_only'), coalesce(current_setting('queue.read_only', true), '')),
    'server', split_part(current_setting('server_version'), ' ', 1))
$$;

-- Remove jobs that are not processing, with their attempts. Cannot be undone.
create or replace function public.queue_delete(ids jsonb, actor text, reason text, request_id uuid) returns jsonb
language sql volatile security definer set search_path = ''
as $$ select queue.act_on_jobs('delete', ids, null, actor, reason, request_id) $$;

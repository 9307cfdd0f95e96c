-- Claim again, of one type or (null) altogether. Errors: QU404 for a type that has never been seen.
create or replace function public.queue_resume(only_type text, actor text, reason text, request_id uuid) returns jsonb
language sql volatile security definer set search_path = ''
as $$ select queue.set_paused(false, only_type, actor, reason, request_id) $$;

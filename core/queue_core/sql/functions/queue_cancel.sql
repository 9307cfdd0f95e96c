-- queued -> cancelled at once; for a processing job the cancel is requested of its worker. Jobs that have
-- ended are skipped.
create or replace function public.queue_cancel(ids jsonb, actor text, reason text, request_id uuid) returns jsonb
language sql volatile security definer set search_path = ''
as $$ select queue.act_on_jobs('cancel', ids, null, actor, reason, request_id) $$;

-- failed, cancelled, completed -> queued, now, with all attempts available again; a queued job that waits
-- for a later moment becomes due now. Processing jobs and jobs that are ready anyway are skipped.
create or replace function public.queue_retry(ids jsonb, actor text, reason text, request_id uuid) returns jsonb
language sql volatile security definer set search_path = ''
as $$ select queue.act_on_jobs('retry', ids, null, actor, reason, request_id) $$;

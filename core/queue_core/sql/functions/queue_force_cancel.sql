-- processing -> cancelled at once. It stops no process: a call that is still running keeps its slot until its
-- deadline, and its result is refused. Jobs that are not processing are skipped. Cannot be undone.
create or replace function public.queue_force_cancel(ids jsonb, actor text, reason text, request_id uuid) returns jsonb
language sql volatile security definer set search_path = ''
as $$ select queue.act_on_jobs('force_cancel', ids, null, actor, reason, request_id) $$;

-- Change the priority of queued jobs, or when they run: {"priority": "high", "delay_seconds": 0}. Others are
-- skipped. Errors: QU400 for a change that is none.
create or replace function public.queue_edit(
  ids jsonb, changes jsonb, actor text, reason text, request_id uuid
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform queue.check_arguments('edit', changes);
  return queue.act_on_jobs('edit', ids, changes, actor, reason, request_id);
end
$$;

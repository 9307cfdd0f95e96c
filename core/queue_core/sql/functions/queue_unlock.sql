-- Write down that a person made a session that could only read write for a while, and why. It changes no rights.
-- Errors: QU400 for a time that is none, or no reason.
create or replace function public.queue_unlock(
  seconds double precision, actor text, reason text, request_id uuid
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  operation bigint;
  written queue.operations;
begin
  if seconds is null or not seconds between 1 and 86400 then
    raise exception 'An unlock is for 1 to 86400 seconds (a day), not %.', seconds using errcode = 'QU400';
  elsif coalesce(btrim(reason), '') = '' then
    raise exception 'An unlock needs a reason.' using errcode = 'QU400';
  end if;
  operation := queue.begin_operation(request_id, 'unlock', actor, reason);
  if operation is null then
    return queue.answer_of(request_id, 'unlock');
  end if;
  update queue.operations o set detail = jsonb_build_object('seconds', seconds) where o.id = operation
    returning * into written;
  update queue.operations o set answer = queue.operation_json(written) where o.id = operation;
  return queue.operation_json(written);
end
$$;

-- What pause and resume share.
create or replace function queue.set_paused(
  paused boolean, only_type text, actor text, reason text, request_id uuid
) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  verb text := case when set_paused.paused then 'pause' else 'resume' end;
  operation bigint := queue.begin_operation(request_id, verb, actor, reason);
  before jsonb;
  given jsonb;
begin
  if operation is null then
    return queue.answer_of(request_id, verb);
  end if;
  -- a claim that is under way holds the limits row: nothing is claimed any more once this has been answered
  perform from public.job_queue_config for update;
  before := queue.pause_state(only_type);
  if only_type is null then
    update public.job_queue_config c set
      paused = set_paused.paused,
      pause_reason = case when set_paused.paused then left(reason, 1000) end,
      updated_at = queue.now()
    where true;
  else
    update queue.job_types t set paused = set_paused.paused where t.job_type = only_type;
    if not found then
      raise exception 'There has been no job of type "%".', left(only_type, 100) using errcode = 'QU404';
    end if;
  end if;
  perform queue.wake();
  update queue.operations o set detail = jsonb_build_object(
    'type', only_type, 'before', before, 'after', queue.pause_state(only_type)) where o.id = operation;
  -- the answer says who paused it: this operation
  given := public.queue_config();
  update queue.operations o set answer = given where o.id = operation;
  return given;
end
$$;

-- What pause and resume change, of one type or altogether; null for a type that has never been seen.
create or replace function queue.pause_state(only_type text) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('paused', c.paused, 'pause_reason', c.pause_reason)
    from public.job_queue_config c where only_type is null
  union all
  select jsonb_build_object('paused', t.paused) from queue.job_types t where t.job_type = only_type
$$;

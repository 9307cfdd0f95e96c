-- Ask workers to be quiet (to claim nothing more, and go on with what they run), or to be active again.
-- From the moment that this commits they get nothing from a claim; they hear of it at their next heartbeat,
-- at once where there is NOTIFY. Workers that are gone or unknown are skipped, with the reason.
-- Errors: QU400 for anything that is not a list of 1 to 1000 ids.
create or replace function public.queue_quiet(
  worker_ids jsonb, quiet boolean, actor text, reason text, request_id uuid
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  operation bigint;
  wanted uuid[];
  asked uuid[];
  changed uuid[];
  given jsonb;
begin
  if quiet is null or jsonb_typeof(worker_ids) is distinct from 'array'
     or jsonb_array_length(worker_ids) not between 1 and 1000 then
    raise exception 'Quiet takes a list of 1 to 1000 ids of workers, and whether they are to be quiet.'
      using errcode = 'QU400';
  end if;
  begin
    select array_agg(distinct w::uuid) into wanted from jsonb_array_elements_text(worker_ids) w;
  exception
    when invalid_text_representation then
      raise exception 'Not a worker''s id: an id is a uuid, 36 characters long.' using errcode = 'QU400';
  end;
  operation := queue.begin_operation(request_id, 'quiet', actor, reason);
  if operation is null then
    return queue.answer_of(request_id, 'quiet');
  end if;

  perform from queue.workers w where w.id = any (wanted) order by w.id for no key update;
  changed := array(select w.id from queue.workers w where w.id = any (wanted) and w.quiet <> queue_quiet.quiet order by w.id);
  with changed as (
    update queue.workers w set quiet = queue_quiet.quiet
    where w.id = any (wanted) and queue.worker_state(w, at) not in ('stopped', 'gone')
    returning w.id
  )
  select coalesce(array_agg(c.id), '{}') into asked from changed c;
  select jsonb_build_object(
      'operation_id', operation,
      'done', coalesce(jsonb_agg(i.id order by i.id) filter (where i.id = any (asked)), '[]'),
      'skipped', coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'reason', case queue.worker_state(w, at)
          when 'stopped' then 'it has stopped' when 'gone' then 'it is gone' else 'no such worker' end) order by i.id)
        filter (where i.id <> all (asked)), '[]'))
    into given
    from unnest(wanted) i (id) left join queue.workers w on w.id = i.id;
  -- whoever listens asks for its terms; NOTIFY goes out with the commit
  perform pg_notify('queue_wake', '') where cardinality(asked) > 0;
  update queue.operations o set
    answer = given,
    detail = jsonb_build_object('quiet', queue_quiet.quiet, 'workers', to_jsonb(asked), 'changed', to_jsonb(changed))
  where o.id = operation;
  return given;
end
$$;

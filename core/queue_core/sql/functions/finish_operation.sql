-- Close the record of an action on jobs: its targets become the answer, which is kept for repeats.
create or replace function queue.finish_operation(operation_id bigint) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  given jsonb;
begin
  perform queue.tally_targets(finish_operation.operation_id, (
    select array_agg(t.job_id) from queue.operation_targets t where t.operation_id = finish_operation.operation_id));
  select jsonb_build_object(
    'operation_id', o.id,
    'done', coalesce(jsonb_agg(t.job_id order by t.job_id) filter (where t.effect = 'done'), '[]'),
    'requested', coalesce(jsonb_agg(t.job_id order by t.job_id) filter (where t.effect = 'requested'), '[]'),
    'skipped', coalesce(jsonb_agg(jsonb_build_object('id', t.job_id, 'reason', t.skip_reason) order by t.job_id)
      filter (where t.effect = 'skipped'), '[]'),
    'undoable', queue.is_undoable(o))
  into given
  from queue.operations o left join queue.operation_targets t on t.operation_id = o.id
  where o.id = finish_operation.operation_id
  group by o.id;
  update queue.operations o set answer = given where o.id = finish_operation.operation_id;
  return given;
end
$$;

-- What undo puts back, and compares. The error stays out of it: no action changes it, and it is what makes rows large.
create or replace function queue.state_of(job public.jobs) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'job_type', job.job_type, 'priority', job.priority, 'status', job.status, 'run_at', job.run_at,
    'retry_count', job.retry_count, 'started_at', job.started_at, 'completed_at', job.completed_at,
    'updated_at', job.updated_at)
$$;

-- The jobs an action names, each once, at most 1000. Raises QU400 for anything that is not a list of ids.
create or replace function queue.target_ids(ids jsonb) returns uuid[]
language plpgsql stable set search_path = ''
as $$
begin
  if jsonb_typeof(ids) is distinct from 'array' or jsonb_array_length(ids) not between 1 and 1000 then
    raise exception 'An action takes a list of 1 to 1000 job ids.' using errcode = 'QU400';
  end if;
  return (select array_agg(distinct i::uuid) from jsonb_array_elements_text(ids) i);
exception
  when invalid_text_representation then
    raise exception 'Not a job id: an id is a uuid, 36 characters long.' using errcode = 'QU400';
end
$$;

-- What became of each attempt in an acknowledgement, read from the attempts that were recorded, so that a
-- repeat is answered like the first call. Lost and externally closed attempts were not accepted.
create or replace function queue.acknowledge(worker_id uuid, items jsonb) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'token', i.item -> 'token',
    'accepted', a.token is not null,
    'status', j.status,
    'run_at', j.run_at) order by i.place), '[]')
  from jsonb_array_elements(items) with ordinality i (item, place)
  left join public.jobs j on j.id = (i.item ->> 'job_id')::uuid
  left join queue.attempts a on a.job_id = j.id and a.token = (i.item ->> 'token')::uuid
    and a.worker_id = acknowledge.worker_id and a.outcome <> 'lost'
    and a.exception_type is distinct from 'ChangedByAnotherProgram'
$$;

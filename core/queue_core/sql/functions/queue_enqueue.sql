-- Insert 1 to 1000 jobs in one transaction; the answer has their ids in the order given. A job whose dedupe
-- key exists already is not inserted, and the answer has the id of the one that is there.
-- Errors: QU400 with a sentence that names the first job that is wrong.
create or replace function public.queue_enqueue(jobs jsonb, actor text, request_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  operation bigint;
  given jsonb;
begin
  perform queue.check_new_jobs(jobs);
  operation := queue.begin_operation(request_id, 'enqueue', actor, null);
  if operation is null then
    return queue.answer_of(request_id, 'enqueue');
  end if;

  with wanted as materialized (
    select n.place, gen_random_uuid() as id, n.job,
           -- a microsecond apart, so that they are claimed in the order given
           at - make_interval(secs => (jsonb_array_length(jobs) - n.place) / 1e6) as at
    from jsonb_array_elements(jobs) with ordinality n (job, place)
  ),
  inserted as (
    insert into public.jobs (
      id, job_type, priority, status, payload, retry_count, max_retries, created_at, updated_at,
      user_id, run_at, dedupe_key, parent_id
    )
    select w.id, w.job ->> 'job_type',
           coalesce(w.job ->> 'priority', t.default_priority, 'medium'), 'queued', w.job -> 'payload', 0,
           coalesce((w.job ->> 'max_retries')::integer, 3), w.at, w.at, (w.job ->> 'user_id')::uuid,
           case when (w.job ->> 'delay_seconds')::double precision > 0
             then w.at + make_interval(secs => (w.job ->> 'delay_seconds')::double precision) end,
           w.job ->> 'dedupe_key', (w.job ->> 'parent_id')::uuid
    from wanted w left join queue.job_types t on t.job_type = w.job ->> 'job_type'
    -- always in this order, so that calls with the same keys wait for each other and never in a circle
    order by w.job ->> 'dedupe_key', w.place
    on conflict (dedupe_key) where dedupe_key is not null do nothing
    returning id
  )
  select jsonb_agg(jsonb_build_object('id', i.id, 'key', w.job ->> 'dedupe_key') order by w.place)
    into given from wanted w left join inserted i on i.id = w.id;

  -- a later statement, so that it sees the row of a concurrent insert that it had to wait for
  select jsonb_agg(jsonb_build_object(
      'id', coalesce((g.item ->> 'id')::uuid, j.id), 'duplicate', g.item ->> 'id' is null) order by g.place)
    into given
    from jsonb_array_elements(given) with ordinality g (item, place)
    left join public.jobs j on g.item ->> 'id' is null and j.dedupe_key = g.item ->> 'key';
  if given @> '[{"id": null}]' then
    raise exception 'The job with the same dedupe key was deleted in this moment: enqueue again.' using errcode = 'QU409';
  end if;
  update queue.operations o set answer = given where o.id = operation;
  return given;
end
$$;

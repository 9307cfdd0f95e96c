-- Why no live worker takes a job of a type that needs a resource; an empty list where one does.
create or replace function queue.worker_reasons(job_type text, needs text, at timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select case
    when count(*) = 0 then '[{"block": "no_worker"}]'
    when count(*) filter (where w.claims) = 0 then '[{"block": "quiet"}]'
    when count(*) filter (where w.claims and w.takes) = 0
      then jsonb_build_array(jsonb_build_object('block', 'no_worker_for_type', 'subject', job_type))
    when count(*) filter (where w.claims and w.takes and w.shut is null) = 0
      then jsonb_build_array(jsonb_build_object(
        'block', 'breaker', 'subject', min(w.shut) filter (where w.claims and w.takes),
        'until', min(w.until) filter (where w.claims and w.takes)))
    else '[]' end
  from queue.workers_for(job_type, needs, at) w
$$;

-- What became of each attempt in an acknowledgement, read from the attempts that were recorded, so that a
-- repeat is answered like the first call. Attempts that were lost, closed by others or cancelled by force were
-- not accepted: such a stale write is counted, each time that it comes; but for a release, which only says that the call has ended.
create or replace function queue.acknowledge(worker_id uuid, items jsonb) returns jsonb
language plpgsql volatile set search_path = '' set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off
as $$
declare
  answers jsonb;
  refused text[];
begin
  select coalesce(jsonb_agg(jsonb_build_object(
           'token', i.token, 'accepted', a.token is not null, 'status', j.status, 'run_at', j.run_at) order by i.place), '[]'),
         array_agg(coalesce(j.job_type, 'unknown')) filter (where a.token is null and i.category is distinct from 'interrupted')
    into answers, refused
    from rows from (jsonb_to_recordset(items) as (job_id uuid, token uuid, category text))
      with ordinality i (job_id, token, category, place)
    left join lateral (select j.job_type, j.status, j.run_at from public.jobs j where j.id = i.job_id limit 1) j on true
    -- with a limit each is one step in the index, whatever the planner thinks of the size of the table
    left join lateral (
      select a.token from queue.attempts a
      where a.job_id = i.job_id and a.token = i.token and a.worker_id = acknowledge.worker_id
        -- a lost attempt whose cancel was requested has ended as cancelled, and by the sweep all the same
        and coalesce(a.exception_type, '') not in ('WorkerLost', 'ChangedByAnotherProgram', 'CancelledByForce')
      limit 1) a on true;
  if refused is not null then
    perform queue.count_minute(queue.now(), r.job_type, refused => r.number)
      from (select u.job_type, count(*)::integer as number from unnest(refused) u (job_type) group by 1) r;
  end if;
  return answers;
end
$$;

-- processing -> cancelled at once, without waiting for whoever runs the job. No process is stopped by it: the
-- call may go on, so the lease keeps its slot until its deadline (held), as that of a lost attempt does. The
-- worker finds its lease gone at its next heartbeat, at once where there is NOTIFY, and stops; a result that
-- comes all the same is refused as stale. What another program runs is told nothing, and may write to the job
-- again. The caller holds the jobs and their leases.
create or replace function queue.force_cancel_targets(operation bigint, ids uuid[], at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  lease queue.leases;
begin
  perform queue.lease_strays(ids, at);
  insert into queue.operation_targets (operation_id, job_id, effect, skip_reason, before)
    select operation, d.id, case when d.refusal is null then 'done' else 'skipped' end, d.refusal, d.before
    from (
      select j.id, queue.refusal_of('force_cancel', j, at) as refusal, queue.state_of(j) as before
      from public.jobs j where j.id = any (ids)
    ) d
  on conflict on constraint operation_targets_pkey do update set
    effect = excluded.effect, skip_reason = excluded.skip_reason, before = excluded.before;
  for lease in select * from queue.leases l where l.job_id = any (ids) and l.held_since is null loop
    perform queue.end_attempt(lease, jsonb_build_object(
      'outcome', 'cancelled', 'category', 'cancelled', 'exception_type', 'CancelledByForce', 'fingerprint', '00000003',
      'message', s.said, 'stack', s.said), at)
    from (select format(
      'The cancel was forced by %s: the process that ran it (%s) was not stopped.',
      coalesce(queue.current_actor(), 'somebody'), coalesce('worker ' || lease.worker, 'another program')) as said) s;
  end loop;
  update queue.operation_targets t set after = queue.state_of(j)
    from public.jobs j
    where t.operation_id = operation and t.job_id = any (ids) and t.effect = 'done' and j.id = t.job_id;
  perform pg_notify('queue_wake', '') where exists (
    select from queue.operation_targets t
    where t.operation_id = operation and t.job_id = any (ids) and t.effect = 'done');
end
$$;

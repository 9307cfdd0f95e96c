-- queued -> cancelled at once; for a processing job the cancel is requested: its worker hears of it at once
-- where there is NOTIFY, else at its next heartbeat. A job that another program runs, which hears nothing,
-- is cancelled at once. The caller holds the jobs and their leases.
create or replace function queue.cancel_targets(operation bigint, ids uuid[], at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  lease queue.leases;
begin
  perform queue.lease_strays(ids, at);
  insert into queue.operation_targets (operation_id, job_id, effect, skip_reason, before)
    select operation, d.id,
           case when d.refusal is not null then 'skipped' when l.worker_id is not null then 'requested' else 'done' end,
           d.refusal, d.before
    from (
      select j.id, queue.refusal_of('cancel', j, at) as refusal, queue.state_of(j) as before
      from public.jobs j where j.id = any (ids)
    ) d
    left join queue.leases l on l.job_id = d.id and l.held_since is null
  on conflict on constraint operation_targets_pkey do update set
    effect = excluded.effect, skip_reason = excluded.skip_reason, before = excluded.before;
  update queue.leases l set cancel_requested_at = coalesce(l.cancel_requested_at, at)
    where l.job_id = any (ids) and l.held_since is null;
  for lease in
    select * from queue.leases l where l.job_id = any (ids) and l.held_since is null and l.worker_id is null
  loop
    perform queue.end_attempt(lease, queue.loss_of(lease) || '{
      "category": "cancelled", "exception_type": "Cancelled",
      "message": "The job was cancelled while another program had it.",
      "stack": "The job was cancelled while another program had it."}', at);
  end loop;
  update public.jobs j set status = 'cancelled', completed_at = at, updated_at = at, queue_position = null
    where j.id = any (ids) and j.status = 'queued';
  update queue.operation_targets t set after = queue.state_of(j)
    from public.jobs j
    where t.operation_id = operation and t.job_id = any (ids) and t.effect = 'done' and j.id = t.job_id;
  perform pg_notify('queue_wake', '') where exists (
    select from queue.operation_targets t
    where t.operation_id = operation and t.job_id = any (ids) and t.effect = 'requested');
end
$$;

-- Jobs in processing that no lease is known of get one, as if just taken by another program: so that ending
-- their attempt is on record.
create or replace function queue.lease_strays(ids uuid[], at timestamptz) returns void
language sql volatile set search_path = ''
as $$
  select queue.open_lease_for_others(j, at) from public.jobs j
  where j.id = any (ids) and j.status = 'processing'
    and not exists (select from queue.leases l where l.job_id = j.id and l.held_since is null)
$$;

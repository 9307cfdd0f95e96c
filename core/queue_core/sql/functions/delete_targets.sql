-- Remove jobs that are not processing, with their attempts. The audit log keeps what they were, without
-- their payload. The caller holds the jobs and their leases.
create or replace function queue.delete_targets(operation bigint, ids uuid[], at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  insert into queue.operation_targets (operation_id, job_id, effect, skip_reason, before)
    select operation, d.id, case when d.refusal is null then 'done' else 'skipped' end, d.refusal, d.before
    from (
      select j.id, queue.refusal_of('delete', j, at) as refusal,
             queue.state_of(j) || jsonb_build_object('error_message', j.error_message) as before
      from public.jobs j where j.id = any (ids)
    ) d
  on conflict on constraint operation_targets_pkey do update set
    effect = excluded.effect, skip_reason = excluded.skip_reason, before = excluded.before;
  delete from public.jobs j using queue.operation_targets t
    where t.operation_id = operation and t.job_id = any (ids) and t.effect = 'done' and j.id = t.job_id;
end
$$;

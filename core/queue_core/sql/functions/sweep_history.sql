-- Delete, in small batches, what is older than the configuration keeps: `retention_days`, or 0 for ever.
--   finished jobs       counted from their end, with their attempts; how many is the answer
--   enqueue requests    with them ends the time in which a repeat of a request is known; all other operations,
--                       the audit log, are kept
--   minutes             the statistics
--   events, workers     of those that are gone: after a week, if jobs are not deleted sooner
create or replace function queue.sweep_history(at timestamptz) returns integer
language plpgsql volatile set search_path = ''
as $$
declare
  kept_days constant integer := (select c.retention_days from public.job_queue_config c);
  before constant timestamptz := at - make_interval(hours => 24 * kept_days);
  before_short constant timestamptz := at - make_interval(hours => 24 * least(kept_days, 7));
begin
  if kept_days = 0 then
    return 0;
  end if;
  delete from queue.operations o where o.id in (
    select p.id from queue.operations p where p.verb = 'enqueue' and p.at < before order by p.at limit 1000);
  delete from queue.minutes m where m.minute < before and (m.minute, m.job_type, m.shard) in (
    select p.minute, p.job_type, p.shard from queue.minutes p where p.minute < before order by p.minute limit 1000);
  delete from queue.events e where e.id in (
    select p.id from (select o.id, o.at from queue.events o order by o.id limit 2000) p where p.at < before_short);
  delete from queue.workers w where w.id in (
    select p.id from queue.workers p
    where p.last_seen_at < before_short and not exists (select from queue.leases l where l.worker_id = p.id)
    order by p.last_seen_at limit 100 for update skip locked);
  return queue.prune_jobs(before);
end
$$;

-- Up to 500 jobs that ended before a moment, but for those that still hold a slot. Of each final status the
-- oldest 1,000 by creation are looked at, since an index has them in that order; where all of those were
-- retried and ended later, the others wait until they are old enough.
create or replace function queue.prune_jobs(before timestamptz) returns integer
language plpgsql volatile set search_path = ''
as $$
declare
  found_ids uuid[];
  pruned integer;
begin
  select array_agg(f.id) into found_ids from (
    select o.id
    from unnest(array['completed', 'failed', 'cancelled']) s (status)
    cross join lateral (
      select j.id, j.created_at, coalesce(j.completed_at, j.updated_at) as ended_at
      from public.jobs j
      where j.status = s.status and j.created_at < before
      order by j.created_at, j.id limit 1000
    ) o
    where o.ended_at < before
    order by o.created_at limit 500) f;
  if found_ids is null then
    return 0;
  end if;
  perform queue.act_as('retention');
  delete from public.jobs j where j.id in (
    select p.id from public.jobs p
    where p.id = any (found_ids) and p.status in ('completed', 'failed', 'cancelled')
      and coalesce(p.completed_at, p.updated_at) < before
      and not exists (select from queue.leases l where l.job_id = p.id)
    for update skip locked);
  get diagnostics pruned = row_count;
  return pruned;
exception
  when foreign_key_violation then
    raise warning 'Old jobs are not deleted: another table refers to them (%).', sqlerrm;
    return 0;
end
$$;

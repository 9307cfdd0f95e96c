-- Lock the targets of an action: jobs by id, then their leases by token. Returns the jobs that are there, and
-- writes down for those that are not that they were skipped.
-- Who does not wait (the sweep) gets only what nobody holds; the others stay as they are for the next time.
create or replace function queue.hold_targets(operation bigint, ids uuid[], waits boolean) returns uuid[]
language plpgsql volatile set search_path = ''
as $$
declare
  held uuid[];
  tokens uuid[];
begin
  if waits then
    select coalesce(array_agg(l.id), '{}') into held from (
      select j.id from public.jobs j where j.id = any (ids) order by j.id for no key update) l;
    perform from queue.leases l where l.job_id = any (held) order by l.token for update;
  else
    select coalesce(array_agg(l.id), '{}') into held from (
      select j.id from public.jobs j where j.id = any (ids) for update skip locked) l;
    select coalesce(array_agg(l.token), '{}') into tokens from (
      select h.token from queue.leases h where h.job_id = any (held) for update skip locked) l;
    select coalesce(array_agg(h.id), '{}') into held from unnest(held) h (id)
      where not exists (select from queue.leases l where l.job_id = h.id and l.token <> all (tokens));
  end if;
  insert into queue.operation_targets (operation_id, job_id, effect, skip_reason)
    select operation, i.id, 'skipped', 'no such job' from unnest(ids) i (id)
    where case when waits then i.id <> all (held) else not exists (select from public.jobs j where j.id = i.id) end
  on conflict on constraint operation_targets_pkey do update set
    effect = excluded.effect, skip_reason = excluded.skip_reason;
  return held;
end
$$;

drop function if exists queue.lock_targets(bigint, uuid[]);  -- what it was called at first

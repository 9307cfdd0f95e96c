-- Who paused the queue (null) or a type, when and why, as the log of operations has it: {"job_type", "actor", "reason",
-- "at"}. Null where it is not known: another program wrote it, and the last that the log has is a resume, or nothing, or
-- gave another reason than the one that is there now.
create or replace function queue.pause_of(only_type text) returns jsonb
language sql stable set search_path = ''
as $$
  -- a verb for each, by name: so the index by verb is taken, and not one that goes through all other operations
  with latest as (
    (select l.id, l.actor, l.reason, l.at, true as paused, l.detail -> 'after' ->> 'pause_reason' as given
      from queue.operations l
      where l.verb = 'pause' and l.undone_by is null and l.detail ? 'type'
        and l.detail ->> 'type' is not distinct from only_type order by l.id desc limit 1)
    union all
    (select l.id, null, null, null, false, null from queue.operations l
      where l.verb = 'resume' and l.undone_by is null and l.detail ? 'type'
        and l.detail ->> 'type' is not distinct from only_type order by l.id desc limit 1)
    union all
    (select l.id, l.actor, l.reason, l.at, (l.detail -> 'changes' -> 'types' -> only_type ->> 'paused')::boolean, null
      from queue.operations l
      where only_type is not null and l.verb = 'configure' and l.undone_by is null
        and l.detail -> 'changes' -> 'types' -> only_type ? 'paused' order by l.id desc limit 1)
    order by id desc limit 1
  )
  select jsonb_build_object('job_type', only_type, 'actor', l.actor, 'reason', l.reason, 'at', l.at)
  from latest l
  where l.paused and (only_type is not null or l.given is not distinct from (select c.pause_reason from public.job_queue_config c))
$$;

-- Of all that is paused now, the queue first.
create or replace function queue.pauses() returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(p.pause order by p.job_type nulls first) filter (where p.pause is not null), '[]')
  from (
    select null as job_type, queue.pause_of(null) as pause from public.job_queue_config c where c.paused
    union all
    select t.job_type, queue.pause_of(t.job_type) from queue.job_types t where t.paused
  ) p
$$;

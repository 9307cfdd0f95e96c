-- End up to 500 attempts whose lease has expired. An attempt of another program (an old worker) has no
-- heartbeat; its lease expires with the job's timeout.
-- A job or lease that somebody holds is left for the next sweep: a client that is frozen inside a transaction
-- must not keep all workers from noticing the dead, and who never waits is in no deadlock.
create or replace function queue.sweep_leases(at timestamptz, out lost integer, out poisoned integer)
language plpgsql volatile set search_path = ''
as $$
declare
  lease queue.leases;
  ended record;
  expired uuid[];
  free_jobs uuid[];
  tokens uuid[];
begin
  lost := 0;
  poisoned := 0;
  select array_agg(e.job_id) into expired from (
    select l.job_id from queue.leases l where l.held_since is null and l.expires_at < at limit 500) e;
  if expired is null then
    return;
  end if;
  select array_agg(f.id) into free_jobs from (
    select j.id from public.jobs j where j.id = any (expired) for no key update skip locked) f;
  select array_agg(f.token) into tokens from (
    select l.token from queue.leases l
    where l.job_id = any (free_jobs) and l.held_since is null and l.expires_at < at for update skip locked) f;
  perform queue.act_as('sweep');
  for lease in select * from queue.leases l where l.token = any (tokens) loop
    select * into ended from queue.end_attempt(lease, queue.loss_of(lease), at);
    lost := lost + 1;
    poisoned := poisoned + (ended.status = 'failed')::integer;
  end loop;
end
$$;

create or replace function queue.loss_of(lease queue.leases) returns jsonb
language sql immutable set search_path = ''
as $$
  select jsonb_build_object(
    'outcome', 'lost', 'category', 'lost', 'exception_type', 'WorkerLost', 'fingerprint', '00000002',
    'message', s.said, 'stack', s.said)
  from (select case when lease.worker_id is null
    then 'Another program took the job and did not finish it in time.'
    else format('Worker %s stopped proving its lease at %s.', lease.worker,
                to_char(lease.expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'))
  end as said) s
$$;

-- Free held slots at their deadline; how many.
create or replace function queue.sweep_held(at timestamptz) returns integer
language plpgsql volatile set search_path = ''
as $$
declare
  freed integer;
begin
  delete from queue.leases l where l.token in (
    select h.token from queue.leases h where h.held_since is not null and h.deadline_at <= at for update skip locked);
  get diagnostics freed = row_count;
  return freed;
end
$$;

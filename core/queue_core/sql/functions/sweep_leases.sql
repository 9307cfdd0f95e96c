-- End up to 500 attempts whose lease has expired. An attempt of another program (an old worker) has no
-- heartbeat; its lease expires with the job's timeout.
create or replace function queue.sweep_leases(at timestamptz, out lost integer, out poisoned integer)
language plpgsql volatile set search_path = ''
as $$
declare
  lease queue.leases;
  ended record;
  expired uuid[];
begin
  lost := 0;
  poisoned := 0;
  select array_agg(e.job_id) into expired from (
    select l.job_id from queue.leases l where l.held_since is null and l.expires_at < at limit 500) e;
  if expired is null then
    return;
  end if;
  perform from public.jobs j where j.id = any (expired) order by j.id for no key update;
  perform from queue.leases l where l.job_id = any (expired) order by l.token for update;
  perform queue.act_as('sweep');
  for lease in
    select * from queue.leases l where l.job_id = any (expired) and l.held_since is null and l.expires_at < at
  loop
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

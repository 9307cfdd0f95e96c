-- Accept the failures of attempts: processing -> queued with a delay, failed or cancelled, as
-- queue.end_attempt decides, for each lease that is still this worker's; a stale one is refused.
-- Repeating a call gives the same answer.
create or replace function public.queue_fail(worker_id uuid, items jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  item jsonb;
  lease queue.leases;
begin
  perform queue.lock_attempts(items);
  perform queue.act_as((select w.name from queue.workers w where w.id = queue_fail.worker_id));
  for item in select i from jsonb_array_elements(items) i loop
    select * into lease from queue.leases l
      where l.token = (item ->> 'token')::uuid and l.job_id = (item ->> 'job_id')::uuid
        and l.worker_id = queue_fail.worker_id and l.held_since is null;
    if found then
      perform queue.end_attempt(lease, item, at);
    end if;
  end loop;
  return queue.acknowledge(queue_fail.worker_id, items);
end
$$;

-- A worker introduces itself, or says again who it is; whether it is to be quiet stays. Returns what the queue asks of it.
create or replace function public.queue_hello(
  worker_id uuid, name text, host text, process_id integer, version text, concurrency integer
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
begin
  if concurrency not between 1 and 1000 then
    raise exception 'A worker''s concurrency is 1 to 1000, not %.', concurrency using errcode = 'QU400';
  end if;
  insert into queue.workers as w (id, name, host, process_id, version, concurrency, started_at, last_seen_at)
  values (worker_id, left(name, 200), left(host, 200), process_id, left(version, 100), concurrency, at, at)
  on conflict (id) do update set
    name = excluded.name, host = excluded.host, process_id = excluded.process_id, version = excluded.version,
    concurrency = excluded.concurrency, state = 'running', sleeping = false, last_seen_at = excluded.last_seen_at;
  return queue.worker_terms(worker_id);
end
$$;

-- Put right what time has made wrong. Every worker calls it every few seconds; one at a time does it.
--   strays              jobs in processing that nobody has a lease on get one, as if just taken by another program
--   expired leases      the attempt is lost; the job is queued again or, the third time, failed (poison)
--   held slots          freed at their deadline
--   positions           of the first 1,000 queued jobs, only where they changed
--   minutes             shards older than two minutes are added up
create or replace function public.queue_sweep(worker_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  lost integer;
  poisoned integer;
  freed integer;
begin
  if not pg_try_advisory_xact_lock(8231, 1) then
    return '{"lost": 0, "poisoned": 0, "slots_freed": 0, "skipped": true}';
  end if;
  perform queue.adopt_strays(at);
  select l.lost, l.poisoned into lost, poisoned from queue.sweep_leases(at) l;
  delete from queue.leases l where l.held_since is not null and l.deadline_at <= at;
  get diagnostics freed = row_count;
  perform queue.sweep_positions(at);
  perform queue.sweep_minutes(at);
  return jsonb_build_object('lost', lost, 'poisoned', poisoned, 'slots_freed', freed, 'skipped', false);
end
$$;

-- Put right what time has made wrong. Every worker calls it every few seconds; one at a time does it, and
-- it waits for nobody: a row that somebody holds is left for the next time.
--   expired leases      the attempt is lost; the job is queued again or, the third time, failed (poison)
--   strays              jobs in processing that nobody has a lease on get one, as if just taken by another program
--   held slots          freed at their deadline
--   operations          a plan that is being applied, and for which nobody calls any more, goes on
--   positions           of the first 1,000 queued jobs, only where they changed
--   minutes             shards older than two minutes are added up
--   metrics             what queue_metrics answers is written down, every ten seconds
--   history             what is older than the configuration keeps is deleted, a small batch at a time
create or replace function public.queue_sweep(worker_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  swept record;
  freed integer;
begin
  if not pg_try_advisory_xact_lock(8231, 1) then
    return '{"lost": 0, "poisoned": 0, "slots_freed": 0, "pruned": 0, "skipped": true}';
  end if;
  select * into swept from queue.sweep_leases(at);
  perform queue.adopt_strays(at);
  freed := queue.sweep_held(at);
  perform queue.sweep_operations(at);
  perform queue.sweep_positions(at);
  perform queue.sweep_minutes(at);
  perform queue.sweep_metrics(at);
  return jsonb_build_object(
    'lost', swept.lost, 'poisoned', swept.poisoned, 'slots_freed', freed, 'pruned', queue.sweep_history(at),
    'skipped', false);
end
$$;

-- The numbers that monitoring reads, of the queue as a whole. Each worker asks every few seconds; the sweep
-- writes the answer down for all of them. Where no worker sweeps it is worked out here.
create or replace function public.queue_metrics() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  present timestamptz := queue.now();
  known jsonb;
begin
  select m.answer - 'full' || jsonb_build_object('age_seconds', extract(epoch from present - m.at)) into known
    from queue.metrics_cache m where m.at between present - interval '1 minute' and present;
  return coalesce(known, queue.measure(present) || '{"age_seconds": 0}');
end
$$;

-- Whether any job could be claimed now, limits aside: an idle worker's claim ends here, without a lock.
create or replace function queue.has_ready(at timestamptz) returns boolean
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off
as $$
begin
  return exists (
    select from (values (1), (2), (3)) ranks (rank)
    cross join lateral (
      select from public.jobs j
      where j.status = 'queued' and j.priority_rank = ranks.rank
        and coalesce(j.run_at, j.created_at, '-infinity') <= at
      limit 1
    ) ready);
end
$$;

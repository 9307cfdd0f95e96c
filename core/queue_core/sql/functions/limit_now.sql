-- The number of attempts that may run at once at a moment: the configured limit, within peak hours times
-- the multiplier, rounded down. Peak hours are local to the configured zone, from start (included) to
-- end (not included), over midnight where start is later than end; equal ends mean no peak hours.
create or replace function queue.limit_now(config public.job_queue_config, at timestamptz) returns integer
language sql stable set search_path = ''
as $$
  select case when queue.is_peak(config, at)
    then pg_catalog.floor(config.max_concurrent_renders * config.peak_worker_multiplier)::integer
    else config.max_concurrent_renders
  end
$$;

create or replace function queue.is_peak(config public.job_queue_config, at timestamptz) returns boolean
language sql stable set search_path = ''
as $$
  select case
    when config.peak_hour_start <= config.peak_hour_end
      then t.local >= config.peak_hour_start and t.local < config.peak_hour_end
    else t.local >= config.peak_hour_start or t.local < config.peak_hour_end
  end
  from (select (at at time zone config.time_zone)::time as local) t
$$;

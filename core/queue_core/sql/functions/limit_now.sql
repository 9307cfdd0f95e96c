-- The number of attempts that may run at once at a moment: the configured limit, within peak hours times
-- the multiplier, rounded down. Peak hours are local to the configured zone, from start (included) to
-- end (not included), over midnight where start is later than end; equal ends mean no peak hours.
create or replace function queue.limit_now(config public.job_queue_config, at timestamptz) returns integer
language plpgsql stable set search_path = ''
as $$
begin
  if queue.is_peak(config, at) then
    return floor(config.max_concurrent_renders * config.peak_worker_multiplier);
  end if;
  return config.max_concurrent_renders;
end
$$;

create or replace function queue.is_peak(config public.job_queue_config, at timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
declare
  local constant time := (at at time zone config.time_zone)::time;
begin
  if config.peak_hour_start <= config.peak_hour_end then
    return local >= config.peak_hour_start and local < config.peak_hour_end;
  end if;
  return local >= config.peak_hour_start or local < config.peak_hour_end;
end
$$;

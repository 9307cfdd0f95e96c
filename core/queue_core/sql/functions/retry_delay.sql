-- How long a job waits before its next attempt.
--   Retry-After            what the service asked for, at most an hour, plus up to a tenth and up to 5 s at
--                          least, so that a herd does not come back in one moment
--   counted failures       full jitter: anywhere between 0 and interval * 2^(failures - 1), capped
--                          (Marc Brooker, "Exponential Backoff And Jitter", 2015)
--   uncounted failures     the dependency is ill, not the job: 15 to 45 s
create or replace function queue.retry_delay(
  config public.job_queue_config, counted boolean, failures integer, retry_after_seconds double precision
) returns interval
language sql volatile set search_path = ''
as $$
  select pg_catalog.make_interval(secs => case
    when retry_after_seconds is not null
      then asked + pg_catalog.random() * greatest(asked / 10, 5)
    when counted
      then pg_catalog.random() * 60 * least(
        config.backoff_cap_minutes::double precision,
        config.retry_interval_minutes * 2 ^ least(failures - 1, 20))
    else 15 + 30 * pg_catalog.random()
  end)
  from (select least(greatest(retry_after_seconds, 1), 3600) as asked) bounded
$$;

-- Whether a field of the configuration row may be set so. Raises QU400 with what the field takes.
create or replace function queue.check_config_field(field text, value jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  given text := value #>> '{}';
  allowed text;
  ok boolean;
begin
  allowed := case field
    when 'max_concurrent_renders' then 'a whole number from 0 to 10000'
    when 'max_manim_renders' then 'a whole number from 0 to 10000'
    when 'job_timeout_minutes' then 'a whole number from 1 to 1440'
    when 'retry_interval_minutes' then 'a whole number from 0 to 1440'
    when 'backoff_cap_minutes' then 'a whole number from 1 to 10080'
    when 'lease_seconds' then 'a whole number from 15 to 3600'
    when 'heartbeat_seconds' then 'a whole number from 1 to 1200'
    when 'sweep_seconds' then 'a whole number from 1 to 600'
    when 'retention_days' then 'a whole number from 0 to 36500'
    when 'give_up_hours' then 'a whole number from 1 to 8760'
    when 'alert_queue_depth' then 'a whole number from 0 to 100000'
    when 'alert_oldest_minutes' then 'a whole number from 0 to 100000'
    when 'alert_failure_percent' then 'a whole number from 0 to 100'
    when 'alert_worker_failures' then 'a whole number from 0 to 1000'
    when 'peak_hour_start' then 'a time such as 06:00'
    when 'peak_hour_end' then 'a time such as 21:00'
    when 'peak_worker_multiplier' then 'a number from 0 to 100'
    when 'time_zone' then 'the name of a time zone such as Asia/Kolkata'
  end;
  if allowed is null then
    raise exception 'There is no configuration field "%".', left(field, 100) using errcode = 'QU400';
  end if;
  begin
    ok := case
      when given is null then false
      when allowed like 'a whole number%' then given ~ '^\d{1,6}$' and given::integer between
        (regexp_match(allowed, 'from (\d+)'))[1]::integer and (regexp_match(allowed, 'to (\d+)'))[1]::integer
      when allowed like 'a number%' then given::numeric between 0 and 100
      when allowed like 'a time%' then given::time is not null
      else exists (select from pg_catalog.pg_timezone_names z where z.name = given)
    end;
  exception
    when data_exception then ok := false;
  end;
  if not ok then
    raise exception '% takes %, not "%".', field, allowed, left(coalesce(given, 'nothing'), 50) using errcode = 'QU400';
  end if;
end
$$;

drop function if exists queue.set_config_field(text, jsonb);  -- what it was when it wrote the field as well

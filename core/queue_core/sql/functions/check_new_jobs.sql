-- Raises QU400 with a sentence for the first new job that cannot be enqueued.
create or replace function queue.check_new_jobs(jobs jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  job jsonb;
  said text;
begin
  if jsonb_typeof(jobs) is distinct from 'array' or jsonb_array_length(jobs) not between 1 and 1000 then
    raise exception 'Enqueue takes a list of 1 to 1000 jobs.' using errcode = 'QU400';
  end if;
  for job in select j from jsonb_array_elements(jobs) j loop
    said := case
      when coalesce(btrim(job ->> 'job_type'), '') = '' or length(job ->> 'job_type') > 100
        then 'A job needs a type of 1 to 100 characters.'
      when jsonb_typeof(job -> 'payload') is distinct from 'object'
        then 'The payload must be a JSON object, such as {"question": "..."}.'
      when octet_length(job ->> 'payload') > 1048576
        then format('The payload is %s bytes long; at most 1048576 are allowed: store the data elsewhere and enqueue its address.',
                    octet_length(job ->> 'payload'))
      when coalesce(job ->> 'priority', 'medium') not in ('high', 'medium', 'low')
        then format('Priority is high, medium or low, not "%s".', left(job ->> 'priority', 50))
      when coalesce((job ->> 'max_retries')::numeric, 0) not between 0 and 100
        then format('The number of retries is 0 to 100, not %s.', job ->> 'max_retries')
      when coalesce((job ->> 'delay_seconds')::numeric, 0) not between 0 and 31536000
        then format('The delay is 0 to 31536000 seconds (a year), not %s.', job ->> 'delay_seconds')
      when length(job ->> 'dedupe_key') not between 1 and 500
        then 'A dedupe key has 1 to 500 characters.'
    end;
    if said is not null then
      raise exception '%', said using errcode = 'QU400';
    end if;
  end loop;
end
$$;

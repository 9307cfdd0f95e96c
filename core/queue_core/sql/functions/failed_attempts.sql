-- The latest 20,001 attempts that failed, timed out or were lost, newest first, of one fingerprint or of all: the one
-- beyond 20,000 shows that there are more. Read from an index alone, since their traces make the rows wide.
create or replace function queue.failed_attempts(only_fingerprint text)
returns table (fingerprint text, job_id uuid, number integer, ended_at timestamptz)
language plpgsql stable rows 20000 set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
begin
  if only_fingerprint is null then
    return query
      select a.fingerprint, a.job_id, a.number, a.ended_at from queue.attempts a
      where a.outcome in ('failed', 'timed_out', 'lost') and a.fingerprint is not null
      order by a.ended_at desc limit 20001;
  else
    return query
      select a.fingerprint, a.job_id, a.number, a.ended_at from queue.attempts a
      where a.fingerprint = only_fingerprint and a.outcome in ('failed', 'timed_out', 'lost')
      order by a.ended_at desc limit 20001;
  end if;
end
$$;

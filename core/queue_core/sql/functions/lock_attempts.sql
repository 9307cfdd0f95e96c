-- Lock the rows that an acknowledgement is about, and free the slots of attempts in it that were lost:
-- whoever reports on one says that its call has ended. Returns the tokens of
-- the leases that are there, and are the named job's.
create or replace function queue.lock_attempts(items jsonb) returns uuid[]
language plpgsql volatile set search_path = '' set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off
as $$
declare
  job_ids uuid[];
  tokens uuid[];
begin
  if jsonb_typeof(items) <> 'array' or jsonb_array_length(items) > 1000 then
    raise exception 'An acknowledgement is a list of at most 1000 attempts.' using errcode = 'QU400';
  end if;
  select array_agg(i.job_id), array_agg(i.token) into job_ids, tokens
    from jsonb_to_recordset(items) i (job_id uuid, token uuid);
  perform from public.jobs j where j.id = any (job_ids) order by j.id for no key update;
  select array_agg(l.token) into tokens
    from (select l.token, l.job_id from queue.leases l where l.token = any (tokens) order by l.token for update) l
    join jsonb_to_recordset(items) i (job_id uuid, token uuid) on i.token = l.token and i.job_id = l.job_id;
  delete from queue.leases l where l.token = any (tokens) and (l.held_since is null) is false;
  return tokens;
end
$$;

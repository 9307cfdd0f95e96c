-- Lock the rows that an acknowledgement is about, and free the slots of attempts in it that were lost:
-- whoever reports on one says that its call has ended.
create or replace function queue.lock_attempts(items jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if jsonb_typeof(items) <> 'array' or jsonb_array_length(items) > 1000 then
    raise exception 'An acknowledgement is a list of at most 1000 attempts.' using errcode = 'QU400';
  end if;
  perform from public.jobs j
    where j.id in (select (i ->> 'job_id')::uuid from jsonb_array_elements(items) i)
    order by j.id for no key update;
  perform from queue.leases l
    where l.token in (select (i ->> 'token')::uuid from jsonb_array_elements(items) i)
    order by l.token for update;
  delete from queue.leases l using jsonb_array_elements(items) i
    where l.token = (i ->> 'token')::uuid and l.held_since is not null;
end
$$;

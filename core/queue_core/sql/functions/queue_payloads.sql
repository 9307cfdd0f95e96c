-- The payloads of these jobs, in the order of their ids, as many as `most_bytes` of text hold and one at least:
-- "read" is the number of ids that were looked at, behind which the caller goes on. A job that is gone is left out.
-- At most 1,000 ids. Errors: QU400 for more of them and for no room, 22P02 for what is no id.
create or replace function public.queue_payloads(ids jsonb, most_bytes integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  wanted text;
  payload jsonb;
  found_ones jsonb[] := '{}';
  looked integer := 0;
  room bigint := most_bytes;
begin
  if jsonb_typeof(ids) is distinct from 'array' or jsonb_array_length(ids) > 1000 or coalesce(most_bytes, 0) < 1 then
    raise exception 'Payloads are read of 1000 jobs at most, and need room.' using errcode = 'QU400';
  end if;
  for wanted in select e.id from jsonb_array_elements_text(ids) with ordinality e (id, place) order by e.place loop
    select j.payload into payload from public.jobs j where j.id = wanted::uuid;
    room := room - coalesce(octet_length(payload::text), 0);
    exit when room < 0 and looked > 0;
    looked := looked + 1;
    if payload is not null then
      found_ones := found_ones || jsonb_build_object('job_id', wanted, 'payload', payload);
    end if;
  end loop;
  return jsonb_build_object('payloads', to_jsonb(found_ones), 'read', looked);
end
$$;

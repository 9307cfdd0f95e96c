-- The id of the one job whose id is, or begins with, the text given.
create or replace function queue.find_job(beginning text) returns uuid
language plpgsql stable set search_path = ''
as $$
declare
  digits text := lower(replace(btrim(beginning), '-', ''));
  found uuid[];
begin
  if digits is null or digits !~ '^[0-9a-f]{4,32}$' then
    raise exception 'A job id is a uuid, or at least the first four characters of one.' using errcode = 'QU400';
  end if;
  select array_agg(m.id) into found from (
    select j.id from public.jobs j
    where j.id between rpad(digits, 32, '0')::uuid and rpad(digits, 32, 'f')::uuid
    limit 2) m;
  if found is null then
    raise exception 'There is no job %.', left(beginning, 36) using errcode = 'QU404';
  elsif cardinality(found) > 1 then
    raise exception 'More than one job has an id that begins with %: give more of it.', beginning using errcode = 'QU400';
  end if;
  return found[1];
end
$$;

-- One line of at most 300 characters out of an error_message, which is JSON as text or a plain sentence,
-- whoever wrote it.
create or replace function queue.error_line(error_message text) returns text
language plpgsql immutable set search_path = ''
as $$
declare
  line text := error_message;
begin
  if error_message is null or pg_catalog.btrim(error_message) = '' then
    return null;
  end if;
  if pg_catalog.left(error_message, 1) = '{' and pg_catalog.length(error_message) <= 100000 then
    begin
      line := coalesce(nullif(error_message::json ->> 'message', ''), error_message);
    exception
      when others then line := error_message;  -- it only looked like JSON
    end;
  end if;
  return queue.one_line(line);
end
$$;

-- The beginning of a text as one line of at most 300 characters.
create or replace function queue.one_line(words text) returns text
language sql immutable set search_path = ''
as $$
  select pg_catalog.left(pg_catalog.btrim(pg_catalog.regexp_replace(pg_catalog.left(words, 2000), '\s+', ' ', 'g')), 300)
$$;

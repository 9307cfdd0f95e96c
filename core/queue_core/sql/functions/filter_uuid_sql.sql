-- A comparison of a uuid: its beginning, as a range that an index serves.
create or replace function queue.filter_uuid_sql(expression text, value jsonb) returns text
language plpgsql immutable set search_path = ''
as $$
declare
  comparison text := queue.only_key(value);
  digits text := lower(replace(value ->> comparison, '-', ''));
begin
  case comparison
    when 'present' then return format('%s is not null', expression);
    when 'missing' then return format('%s is null', expression);
    when 'begins', 'equals' then
      if digits !~ '^[0-9a-f]{1,32}$' then
        raise exception 'An id in a filter is hexadecimal digits, not "%".', left(value ->> comparison, 50) using errcode = 'QU400';
      end if;
      return format('%s between %L::uuid and %L::uuid', expression, rpad(digits, 32, '0')::uuid, rpad(digits, 32, 'f')::uuid);
    else
      raise exception 'A filter cannot compare an id by "%".', left(comparison, 50) using errcode = 'QU400';
  end case;
end
$$;

-- A value somewhere in the payload. 42 is found as number and as text, and in a list of such values.
create or replace function queue.filter_payload_sql(path jsonb, value jsonb) returns text
language plpgsql immutable set search_path = ''
as $$
declare
  found text;
begin
  if jsonb_typeof(path) is distinct from 'array' or jsonb_array_length(path) not between 1 and 20
     or exists (select from jsonb_array_elements(path) p (step) where jsonb_typeof(p.step) <> 'string') then
    raise exception 'A filter on the payload has a path of 1 to 20 keys.' using errcode = 'QU400';
  end if;
  found := format('(j.payload #> %L::text[])', array(
    select p.step from jsonb_array_elements_text(path) with ordinality p (step, place) order by p.place));
  if not value ?| array['equals', 'begins', 'ends', 'contains', 'present', 'missing'] then
    return queue.filter_number_sql(format('queue.json_number(%s)', found), value);
  end if;
  case queue.only_key(value)
    when 'present' then return format('coalesce(%s, ''null'') <> ''null''', found);
    when 'missing' then return format('coalesce(%s, ''null'') = ''null''', found);
    when 'equals' then
      return (
        select string_agg(format('%s @> %L::jsonb', found, reading), ' or ')
        from unnest(array[
          to_jsonb(value ->> 'equals')::text,
          case when value ->> 'equals' in ('true', 'false', 'null') then value ->> 'equals' end,
          case when queue.is_number(value ->> 'equals') then (value ->> 'equals')::numeric::text end
        ]) reading where reading is not null);
    else
      return format(
        'exists (select from jsonb_array_elements(case jsonb_typeof(%1$s) when ''array'' then %1$s else jsonb_build_array(%1$s) end) e (item)
          where jsonb_typeof(e.item) not in (''object'', ''array'') and %2$s)',
        found, queue.filter_text_sql('(e.item #>> ''{}'')', value));
  end case;
end
$$;

-- A JSON number, or a text of digits, as a number; null for anything else.
create or replace function queue.json_number(value jsonb) returns numeric
language sql immutable set search_path = ''
as $$
  select case
    when jsonb_typeof(value) = 'number' or (jsonb_typeof(value) = 'string' and queue.is_number(value #>> '{}'))
    then (value #>> '{}')::numeric end
$$;

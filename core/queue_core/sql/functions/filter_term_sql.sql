-- One term of a filter: the field has one of the values, or, negated, none of them.
create or replace function queue.filter_term_sql(term jsonb, at timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
declare
  field text := term ->> 'field';
  op text := term ->> 'op';
  given jsonb := term -> 'values';
  negated boolean := coalesce(term -> 'negated' = 'true', false);
  plain text := queue.filter_plain_column(field);
  expression text;
begin
  if field is null or jsonb_typeof(given) is distinct from 'array' or jsonb_array_length(given) = 0 then
    raise exception 'A term of a filter has a field and a list of values.' using errcode = 'QU400';
  elsif op is null or op not in ('in', 'any') then
    raise exception 'A term of a filter has the op "in" or "any", not "%".', left(op, 50) using errcode = 'QU400';
  elsif op = 'in' and exists (select from jsonb_array_elements(given) v (value) where jsonb_typeof(v.value) <> 'string') then
    raise exception 'With the op "in", the values of a filter are texts.' using errcode = 'QU400';
  end if;

  if op = 'in' and plain is not null then
    select case when count(*) = 1 then format('%s = %L', plain, min(v.value))
                else format('%s = any (%L::text[])', plain, array_agg(v.value)) end
      into expression from jsonb_array_elements_text(given) v (value);
  else
    select string_agg(
        queue.filter_value_sql(
          field, term -> 'path', case when op = 'in' then jsonb_build_object('equals', v.value) else v.value end, at),
        ' or ' order by v.place)
      into expression from jsonb_array_elements(given) with ordinality v (value, place);
  end if;
  -- a job without the field is not one that has the value
  return format(case when negated then '((%s) is not true)' else '(%s)' end, expression);
end
$$;

-- The column of a field that is nothing but a text column; null for all others.
create or replace function queue.filter_plain_column(field text) returns text
language sql immutable set search_path = ''
as $$
  select case field
    when 'status' then 'j.status'
    when 'type' then 'j.job_type'
    when 'priority' then 'j.priority'
    when 'key' then 'j.dedupe_key'
  end
$$;

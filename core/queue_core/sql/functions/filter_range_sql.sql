-- Ranges: {"gt"|"gte"|"lt"|"lte": point, ...}, all of which must hold.

-- A moment: an ISO time, or {"ago": seconds}.
create or replace function queue.filter_time_sql(expression text, value jsonb, at timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
declare
  comparison text;
  point jsonb;
  moment timestamptz;
  parts text[] := '{}';
begin
  if value = '{"present": true}' then
    return format('%s is not null', expression);
  elsif value = '{"missing": true}' then
    return format('%s is null', expression);
  end if;
  for comparison, point in select v.key, v.value from jsonb_each(value) v loop
    begin
      moment := case jsonb_typeof(point)
        when 'object' then at - make_interval(secs => (point ->> 'ago')::double precision)
        when 'string' then (point #>> '{}')::timestamptz end;
    exception
      when data_exception or invalid_datetime_format then moment := null;
    end;
    if moment is null then
      raise exception 'A filter cannot read the time %.', left(point::text, 50) using errcode = 'QU400';
    end if;
    parts := parts || format('%s %s %L::timestamptz', expression, queue.comparison_sign(comparison), moment);
  end loop;
  return format('(%s)', array_to_string(parts, ' and '));
end
$$;

-- An age in seconds, as a comparison of the moment that it counts from: an index on that can serve it.
create or replace function queue.filter_age_sql(expression text, value jsonb, at timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
declare
  reversed jsonb := '{}';
  comparison text;
  point jsonb;
begin
  for comparison, point in select v.key, v.value from jsonb_each(value) v loop
    if jsonb_typeof(point) <> 'number' then
      raise exception 'An age in a filter is a number of seconds, not %.', left(point::text, 50) using errcode = 'QU400';
    end if;
    reversed := reversed || jsonb_build_object(
      case comparison when 'gt' then 'lt' when 'gte' then 'lte' when 'lt' then 'gt' when 'lte' then 'gte' else comparison end,
      jsonb_build_object('ago', point));
  end loop;
  return queue.filter_time_sql(expression, reversed, at);
end
$$;

-- A number. Points may be numbers, or texts of digits where more of them count than JSON readers keep.
create or replace function queue.filter_number_sql(expression text, value jsonb) returns text
language plpgsql immutable set search_path = ''
as $$
declare
  comparison text;
  point text;
  parts text[] := '{}';
begin
  for comparison, point in select v.key, v.value from jsonb_each_text(value) v loop
    if not queue.is_number(point) then
      raise exception 'A number in a filter is written with digits, not as "%".', left(point, 50) using errcode = 'QU400';
    end if;
    parts := parts || format('%s %s %L::numeric', expression, queue.comparison_sign(comparison), point);
  end loop;
  return format('(%s)', array_to_string(parts, ' and '));
end
$$;

create or replace function queue.comparison_sign(comparison text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  case comparison
    when 'gt' then return '>';
    when 'gte' then return '>=';
    when 'lt' then return '<';
    when 'lte' then return '<=';
    else
      raise exception 'A filter cannot compare by "%" here.', left(comparison, 50) using errcode = 'QU400';
  end case;
end
$$;

-- Whether a text is a decimal number of ordinary size, which a cast cannot choke on.
create or replace function queue.is_number(digits text) returns boolean
language sql immutable set search_path = ''
as $$ select coalesce(digits ~ '^-?[0-9]{1,30}(\.[0-9]{1,30})?$', false) $$;

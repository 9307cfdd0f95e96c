-- A comparison of a text: {"equals"|"begins"|"ends"|"contains": text} or {"present"|"missing": true}.
create or replace function queue.filter_text_sql(expression text, value jsonb) returns text
language plpgsql immutable set search_path = ''
as $$
declare
  comparison text := queue.only_key(value);
  wanted text := value ->> comparison;
  literal text := queue.like_literal(wanted);
begin
  case comparison
    when 'equals' then return format('%s = %L', expression, wanted);
    when 'begins' then return format('%s like %L', expression, literal || '%');
    when 'ends' then return format('%s like %L', expression, '%' || literal);
    when 'contains' then return format('%s like %L', expression, '%' || literal || '%');
    when 'present' then return format('coalesce(%s, '''') <> ''''', expression);
    when 'missing' then return format('coalesce(%s, '''') = ''''', expression);
    else
      raise exception 'A filter cannot compare a text by "%".', left(comparison, 50) using errcode = 'QU400';
  end case;
end
$$;

-- The one key of an object, whose value is a text, or true where the key says all.
create or replace function queue.only_key(value jsonb) returns text
language plpgsql immutable set search_path = ''
as $$
declare
  keys text[] := array(select jsonb_object_keys(value));
begin
  if cardinality(keys) <> 1 or not (
    case when keys[1] in ('present', 'missing') then value -> keys[1] = 'true' else jsonb_typeof(value -> keys[1]) = 'string' end
  ) then
    raise exception 'A value of a filter has one comparison with a text.' using errcode = 'QU400';
  end if;
  return keys[1];
end
$$;

-- A text as part of a LIKE pattern in which it means nothing but itself.
create or replace function queue.like_literal(wanted text) returns text
language sql immutable set search_path = ''
as $$ select pg_catalog.regexp_replace(wanted, '([\\%_])', '\\\1', 'g') $$;

-- A filter as a boolean expression over the alias j (public.jobs), for a statement that the caller builds.
--
-- `terms` is what the filter language is parsed into: a list of
--   {"field", "negated", "op": "in",  "values": [text, ...], "path": [text, ...] for payload}
--   {"field", "negated", "op": "any", "values": [{comparison: value, ...}, ...], "path"}
-- Values get into the expression as quoted literals and in no other way; names never do. What the
-- expression asks of columns of j is written so that an index can serve it.
-- Errors: QU400 for anything that is not such a list.
create or replace function queue.filter_sql(terms jsonb, at timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
begin
  if jsonb_typeof(terms) is distinct from 'array' then
    raise exception 'A filter is a list of terms.' using errcode = 'QU400';
  end if;
  if pg_catalog.length(terms::text) > 100000 then
    raise exception 'The filter is too long.' using errcode = 'QU400';
  end if;
  return coalesce(
    (select string_agg(queue.filter_term_sql(t.term, at), ' and ' order by t.place)
     from jsonb_array_elements(terms) with ordinality t (term, place)),
    'true');
end
$$;

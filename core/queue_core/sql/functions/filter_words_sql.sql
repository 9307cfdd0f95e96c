-- Text anywhere in a job, whatever its case: the beginning of the id, the type, the error, the payload.
create or replace function queue.filter_words_sql(value jsonb) returns text
language plpgsql immutable set search_path = ''
as $$
declare
  wanted text := value ->> 'contains';
  digits text := lower(replace(wanted, '-', ''));
  -- inside the payload's own text, quotes, backslashes and line ends are written with a backslash
  escaped text := queue.like_literal(pg_catalog.regexp_replace(to_jsonb(wanted)::text, '^"|"$', '', 'g'));
begin
  if queue.only_key(value) <> 'contains' or wanted = '' then
    raise exception 'A filter can only ask what a job''s text contains.' using errcode = 'QU400';
  end if;
  return concat_ws(' or ',
    case when digits ~ '^[0-9a-f]{4,32}$' then queue.filter_uuid_sql('j.id', jsonb_build_object('begins', digits)) end,
    format('j.job_type ilike %L', '%' || queue.like_literal(wanted) || '%'),
    queue.filter_error_sql(value),
    format('j.payload::text ilike %L', '%' || escaped || '%'));
end
$$;

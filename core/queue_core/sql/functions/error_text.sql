-- The text that error_message holds for readers of the old system: a JSON object as text.
create or replace function queue.error_text(
  message text, category text, retryable boolean, at timestamptz, stack text
) returns text
language sql stable set search_path = ''
as $$
  select pg_catalog.json_build_object(
    'message', error_text.message,
    'type', coalesce((select c.old_name from queue.categories() c where c.category = error_text.category), 'UNKNOWN'),
    'retryable', retryable,
    'timestamp', pg_catalog.to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'stack', pg_catalog.left(error_text.stack, 500)
  )::text
$$;

-- The keys of a result that pages read out of the payload.
create or replace function queue.legacy_result(result jsonb) returns jsonb
language sql immutable set search_path = ''
as $$
  select coalesce(pg_catalog.jsonb_object_agg(r.key, r.value), '{}')
  from pg_catalog.jsonb_each(case when pg_catalog.jsonb_typeof(result) = 'object' then result else '{}' end) r
  where r.key in ('video_url', 'thumbnail_url', 'duration', 'processing_time_ms')
$$;

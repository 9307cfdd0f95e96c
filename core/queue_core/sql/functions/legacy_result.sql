-- The keys of a result that pages read out of the payload.
create or replace function queue.legacy_result(result jsonb) returns jsonb
language plpgsql immutable set search_path = ''
as $$
begin
  if pg_catalog.jsonb_typeof(result) <> 'object'
     or not result ?| array['video_url', 'thumbnail_url', 'duration', 'processing_time_ms'] then
    return '{}';
  end if;
  return (
    select coalesce(pg_catalog.jsonb_object_agg(r.key, r.value), '{}') from pg_catalog.jsonb_each(result) r
    where r.key in ('video_url', 'thumbnail_url', 'duration', 'processing_time_ms'));
end
$$;

-- Jobs that changed since a cursor, each once; null starts a cursor. The cursor is a snapshot: what it could
-- not see and a later one can is exactly what was committed in between, so nothing is lost or repeated.
-- After more than 1000 changed jobs the answer is "reset": load everything again. So it is for a cursor from
-- the future, which another server has given; and events that were restored from a dump of one are passed over.
-- Errors: QU400 for a cursor that is not one.
create or replace function public.queue_changes(since text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  earlier pg_snapshot;
  answer jsonb;
begin
  if since is null then
    return jsonb_build_object('cursor', pg_current_snapshot()::text, 'job_ids', '[]'::jsonb, 'reset', false);
  end if;
  begin
    earlier := since::pg_snapshot;
  exception
    when invalid_text_representation then
      raise exception 'Not a cursor of this feed: start with none.' using errcode = 'QU400';
  end;
  with changed as materialized (
    select unnest(e.job_ids) as job_id from queue.events e
    where e.xid >= pg_snapshot_xmin(earlier) and e.xid < pg_snapshot_xmax(pg_current_snapshot())
      and not pg_visible_in_snapshot(e.xid, earlier)
    limit 10001
  )
  select jsonb_build_object(
      'cursor', pg_current_snapshot()::text,
      'job_ids', case when c.too_many then '[]' else c.ids end,
      'reset', c.too_many)
    into answer
    from (
      select (select count(*) from changed) > 10000 or count(*) > 1000
               or pg_snapshot_xmax(earlier) > pg_snapshot_xmax(pg_current_snapshot()) as too_many,
             coalesce(jsonb_agg(d.job_id), '[]') as ids
      from (select distinct job_id from changed) d) c;
  return answer;
end
$$;

-- A page of the audit log, newest first: operations older than `before`, of one verb or actor where that is given.
-- Requests to enqueue are left out unless `verb` asks for them: there may be a million. So are plans that were
-- looked at and not begun, since they did nothing.
create or replace function public.queue_operations(
  before bigint, verb text, actor text, page_size integer
) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = 'force_custom_plan'
as $$
declare
  shown jsonb;
begin
  if page_size is null or page_size not between 1 and 1000 then
    raise exception 'A page has 1 to 1000 operations, not %.', page_size using errcode = 'QU400';
  end if;
  if queue_operations.verb = 'enqueue' then
    select coalesce(jsonb_agg(queue.operation_json(o) order by o.id desc), '[]') into shown from (
      select * from queue.operations e
      where e.verb = 'enqueue' and e.id < coalesce(queue_operations.before, 9223372036854775807)
        and (queue_operations.actor is null or e.actor = queue_operations.actor)
      order by e.id desc limit page_size + 1) o;
  else
    select coalesce(jsonb_agg(queue.operation_json(o) order by o.id desc), '[]') into shown from (
      select * from queue.operations e
      where e.verb <> 'enqueue' and not (e.is_plan and e.state = 'aborted' and e.begun_at is null) and e.id < coalesce(queue_operations.before, 9223372036854775807)
        and (queue_operations.verb is null or e.verb = queue_operations.verb)
        and (queue_operations.actor is null or e.actor = queue_operations.actor)
      order by e.id desc limit page_size + 1) o;
  end if;
  return jsonb_build_object(
    'operations', case when jsonb_array_length(shown) > page_size then shown - page_size else shown end,
    'more', jsonb_array_length(shown) > page_size,
    'now', queue.now());
end
$$;

-- Raises QU400 with a sentence for arguments that a verb does not take.
--   retry    spread_seconds, 0 to 86,400
--   edit     priority, delay_seconds (0 to 31,536,000), or both
--   undo     operation_id
create or replace function queue.check_arguments(verb text, arguments jsonb) returns void
language plpgsql immutable set search_path = ''
as $$
declare
  known constant jsonb := '{"retry": ["spread_seconds"], "edit": ["priority", "delay_seconds"], "undo": ["operation_id"]}';
  wrong text;
begin
  if jsonb_typeof(arguments) is distinct from 'object' then
    raise exception 'The arguments of % are named: {"name": value}.', verb using errcode = 'QU400';
  end if;
  select a.key into wrong from jsonb_each(arguments) a
    where not coalesce(known -> verb, '[]') ? a.key order by a.key limit 1;
  wrong := case
    when wrong is not null then format('%s takes no "%s".', initcap(verb), left(wrong, 100))
    when verb = 'edit' and arguments = '{}' then 'An edit names a priority, delay_seconds, or both.'
    when arguments ? 'priority' and coalesce(arguments ->> 'priority', '') not in ('high', 'medium', 'low')
      then format('Priority is high, medium or low, not "%s".', left(coalesce(arguments ->> 'priority', 'nothing'), 50))
    when arguments ? 'delay_seconds' and not queue.is_within(arguments -> 'delay_seconds', 31536000)
      then format('The delay is 0 to 31536000 seconds (a year), not %s.', left(arguments ->> 'delay_seconds', 50))
    when arguments ? 'spread_seconds' and not queue.is_within(arguments -> 'spread_seconds', 86400)
      then format('A spread is 0 to 86400 seconds (a day), not %s.', left(arguments ->> 'spread_seconds', 50))
    when verb = 'undo' and not queue.is_within(arguments -> 'operation_id', 9007199254740992)
      then 'An undo names the operation_id of what it undoes.'
  end;
  if wrong is not null then
    raise exception '%', wrong using errcode = 'QU400';
  end if;
end
$$;

-- Whether a value is a number from 0 to a limit.
create or replace function queue.is_within(value jsonb, most numeric) returns boolean
language sql immutable set search_path = ''
as $$
  select case when jsonb_typeof(value) = 'number' then (value #>> '{}')::numeric between 0 and most else false end
$$;

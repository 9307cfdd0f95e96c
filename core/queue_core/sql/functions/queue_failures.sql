-- Failed attempts of the last 7 days by fingerprint. The latest 20,000 are looked at; where these do not reach back
-- 7 days, `capped` says so. In the order of `sort`, those with most or latest first:
--   last               the latest failure: what fails now
--   hour, day, week    failures within the last hour, 24 hours, 7 days
--   first              the first failure: what has never failed so before
-- Errors: QU400 for another order.
create or replace function public.queue_failures(sort text default 'last') returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
begin
  if sort is null or sort not in ('last', 'hour', 'day', 'week', 'first') then
    raise exception 'Failures are sorted by last, hour, day, week or first, not by %.', left(sort, 64) using errcode = 'QU400';
  end if;
  return jsonb_build_object(
    'groups', queue.failure_groups(null, at, sort),
    'capped', coalesce((
      select f.ended_at > at - interval '7 days' from queue.failed_attempts(null) f offset 20000), false),
    'now', at);
end
$$;

drop function if exists public.queue_failures();  -- what it was before it had an order

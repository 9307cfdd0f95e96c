-- Failed attempts of the last 7 days by fingerprint, those with most within the last hour first. The latest 20,000
-- are looked at; where these do not reach back 7 days, `capped` says so.
create or replace function public.queue_failures() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
begin
  return jsonb_build_object(
    'groups', queue.failure_groups(null, at),
    'capped', coalesce((
      select f.ended_at > at - interval '7 days' from queue.failed_attempts(null) f offset 20000), false),
    'now', at);
end
$$;

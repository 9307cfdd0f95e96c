-- Wake the workers that sleep, if any does: a NOTIFY per insert would cost inserters two thirds of their
-- speed. A worker that was killed in its sleep stops counting after two minutes.
create or replace function queue.wake() returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if exists (
    select from queue.workers w where w.sleeping and w.last_seen_at > queue.now() - interval '2 minutes'
  ) then
    perform pg_catalog.pg_notify('queue_wake', '');
  end if;
end
$$;

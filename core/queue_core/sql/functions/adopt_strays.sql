-- Jobs in status processing without a lease: an old worker took them before this schema was there, or a
-- program inserted them so. With a lease the limits count them, and the sweep ends them when they time out.
-- A row that somebody holds is being moved right now, and left for the next sweep.
create or replace function queue.adopt_strays(at timestamptz) returns void
language sql volatile set search_path = ''
as $$
  with stray as materialized (
    select j.* from public.jobs j
    where j.status = 'processing'
      and not exists (select from queue.leases l where l.job_id = j.id and l.held_since is null)
    for no key update of j skip locked
  )
  select queue.open_lease_for_others(row(s.*)::public.jobs, at) from stray s
$$;

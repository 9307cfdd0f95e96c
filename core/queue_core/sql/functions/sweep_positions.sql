-- Keep queue_position for the first 1,000 claimable jobs, in the order of claiming; only rows whose
-- position changed are written, and a row that another program holds is left for the next sweep.
create or replace function queue.sweep_positions(at timestamptz) returns void
language sql volatile set search_path = ''
as $$
  with placed as materialized (
    select r.id, r.position, row_number() over (order by r.rank, r.eligible_at, r.id)::integer as place
    from (
      select ready.id, ready.position, ranks.rank, ready.eligible_at
      from (values (1), (2), (3)) ranks (rank)
      cross join lateral (
        select j.id, j.queue_position as position, coalesce(j.run_at, j.created_at, '-infinity') as eligible_at
        from public.jobs j
        where j.status = 'queued' and j.priority_rank = ranks.rank
          and coalesce(j.run_at, j.created_at, '-infinity') <= at
        order by coalesce(j.run_at, j.created_at, '-infinity'), j.id
        limit 1000
      ) ready
      order by 3, 4, 1
      limit 1000
    ) r
  ),
  changed as materialized (
    select p.id, p.place from placed p where p.position is distinct from p.place
    union all
    select j.id, null from public.jobs j
    where j.queue_position is not null and j.id not in (select p.id from placed p)
  ),
  locked as materialized (
    select j.id, c.place from changed c join public.jobs j on j.id = c.id
    where c.place is null or j.status = 'queued'  -- looked at again under the lock: it may have been claimed
    order by j.id for no key update of j skip locked
  )
  update public.jobs j set queue_position = l.place from locked l where j.id = l.id
$$;

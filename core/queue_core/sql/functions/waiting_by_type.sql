-- Queued jobs, and those of them that could be claimed now, by type and priority, 10,000 at most of each.
create or replace function queue.waiting_by_type(at timestamptz)
returns table (job_type text, priority text, queued bigint, ready bigint)
language plpgsql stable rows 10 set search_path = '' set enable_seqscan = off
as $$
begin
  return query
    select l.job_type, ranks.priority, least(sum(found.queued), 10000)::bigint, least(sum(found.ready), 10000)::bigint
    from queue.lanes l cross join (values (1, 'high'), (2, 'medium'), (3, 'low')) ranks (rank, priority)
    cross join lateral (
      select count(*) as queued, count(*) filter (where w.eligible_at <= at) as ready from (
        select coalesce(j.run_at, j.created_at, '-infinity') as eligible_at from public.jobs j
        where j.status = 'queued' and j.job_type = l.job_type and coalesce(j.resource, '') = l.resource
          and j.priority_rank = ranks.rank
        order by j.job_type, coalesce(j.resource, ''), j.priority_rank, coalesce(j.run_at, j.created_at, '-infinity'), j.id
        limit 10000) w
    ) found
    group by l.job_type, ranks.priority
    having sum(found.queued) > 0;
end
$$;

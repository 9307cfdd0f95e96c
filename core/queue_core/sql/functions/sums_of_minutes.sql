-- The minutes from a moment on, added up three ways: by slices of time that begin there (job_type is null), by type
-- (slice is null), and in all. The histograms are added up element by element, a row of 32 sums: with a function of
-- our own for each row, a day of twenty types takes several times as long.
create or replace function queue.sums_of_minutes(since timestamptz, width interval)
returns table (
  slice timestamptz, job_type text, enqueued bigint, completed bigint, failed bigint, waits bigint[], runs bigint[]
)
language plpgsql stable rows 100 set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  nothing constant integer[] := array_fill(0, array[16]);
  counts constant text := (
    select string_agg(format('sum(m.counts[%s])::bigint', place), ', ' order by place) from generate_series(1, 32) place);
begin
  return query execute format('
    with sliced as materialized (
      select date_bin($2, m.minute, $1) as slice, m.job_type, sum(m.enqueued) as enqueued,
             sum(m.completed) as completed, sum(m.failed) as failed, array[%1$s] as counts
      from (
        select s.minute, s.job_type, s.enqueued, s.completed, s.failed,
               case when cardinality(s.wait_buckets) = 16 then s.wait_buckets else $3 end
               || case when cardinality(s.run_buckets) = 16 then s.run_buckets else $3 end as counts
        from queue.minutes s where s.minute >= $1 offset 0
      ) m group by 1, 2
    ),
    summed as (
      select m.slice, m.job_type, sum(m.enqueued)::bigint as enqueued, sum(m.completed)::bigint as completed,
             sum(m.failed)::bigint as failed, array[%1$s] as counts
      from sliced m group by grouping sets ((m.slice), (m.job_type), ())
    )
    select s.slice, s.job_type, s.enqueued, s.completed, s.failed, s.counts[1:16], s.counts[17:32] from summed s', counts)
  using since, width, nothing;
end
$$;

-- Histograms of seconds: upper bounds, how a list of values falls into them, and their sum.
-- The last of the 16 counts is for values above the last bound.
create or replace function queue.bucket_bounds() returns double precision[]
language sql immutable parallel safe set search_path = ''
as $$ select array[0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 180, 240, 300, 480, 660]::double precision[] $$;

create or replace function queue.buckets(seconds double precision[]) returns integer[]
language sql immutable parallel safe set search_path = ''
as $$
  select pg_catalog.array_agg(
    (select pg_catalog.count(*)::integer from pg_catalog.unnest(seconds) s
     where pg_catalog.width_bucket(s, queue.bucket_bounds()) = b) order by b)
  from pg_catalog.generate_series(0, 15) b
$$;

create or replace function queue.add_buckets(one integer[], other integer[]) returns integer[]
language sql immutable parallel safe set search_path = ''
as $$
  select coalesce(pg_catalog.array_agg(coalesce(a, 0) + coalesce(b, 0) order by n), '{}')
  from rows from (pg_catalog.unnest(one), pg_catalog.unnest(other)) with ordinality as u(a, b, n)
$$;

create or replace aggregate queue.sum_buckets(integer[]) (sfunc = queue.add_buckets, stype = integer[], initcond = '{}');

-- Histograms of seconds: upper bounds, how a list of values falls into them, and their sum.
-- The last of the 16 counts is for values above the last bound. An empty list has an empty histogram.
create or replace function queue.bucket_bounds() returns double precision[]
language sql immutable parallel safe set search_path = ''
as $$ select array[0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 180, 240, 300, 480, 660]::double precision[] $$;

create or replace function queue.buckets(seconds double precision[]) returns integer[]
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  bounds constant double precision[] := queue.bucket_bounds();
  counts integer[] := array_fill(0, array[16]);
  s double precision;
  place integer;
begin
  if cardinality(seconds) = 0 then
    return '{}';
  end if;
  foreach s in array seconds loop
    place := width_bucket(s, bounds) + 1;
    counts[place] := counts[place] + 1;
  end loop;
  return counts;
end
$$;

create or replace function queue.add_buckets(one integer[], other integer[]) returns integer[]
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  total integer[] := one;
begin
  if cardinality(one) = 0 then
    return other;
  end if;
  for place in 1 .. cardinality(other) loop
    total[place] := total[place] + other[place];
  end loop;
  return total;
end
$$;

create or replace function queue.sum_of(seconds double precision[]) returns double precision
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  total double precision := 0;
  s double precision;
begin
  foreach s in array seconds loop
    total := total + s;
  end loop;
  return total;
end
$$;

create or replace aggregate queue.sum_buckets(integer[]) (sfunc = queue.add_buckets, stype = integer[], initcond = '{}');

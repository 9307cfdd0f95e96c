-- Half and nearly all of some lengths of time, read from the counts of a histogram of queue.bucket_bounds.
create or replace function queue.spread(counts bigint[]) returns jsonb
language sql immutable parallel safe set search_path = ''
as $$
  select jsonb_build_object(
    'number', coalesce((select sum(c) from unnest(counts) c), 0),
    'p50_seconds', queue.percentile(counts, 0.5),
    'p95_seconds', queue.percentile(counts, 0.95))
$$;

-- The length that a share (above 0, at most 1) of those counted do not exceed, as if they lay evenly within each
-- bucket; of those above the last bound only that is known. Null where nothing was counted.
create or replace function queue.percentile(counts bigint[], share double precision) returns double precision
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  bounds constant double precision[] := 0::double precision || queue.bucket_bounds();
  wanted constant double precision := share * (select sum(c) from unnest(counts) c);
  before bigint := 0;
begin
  for place in 1 .. cardinality(bounds) - 1 loop
    if counts[place] > 0 and before + counts[place] >= wanted then
      return bounds[place] + (bounds[place + 1] - bounds[place]) * (wanted - before) / counts[place];
    end if;
    before := before + coalesce(counts[place], 0);
  end loop;
  return case when wanted > 0 then bounds[cardinality(bounds)] end;
end
$$;

-- Write down the answer of queue_metrics, where the one that is there is ten seconds old; and since when each such look
-- has found the limit for all jobs reached, which no claim has to note.
create or replace function queue.sweep_metrics(at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if not exists (
    select from queue.metrics_cache m where m.at between sweep_metrics.at - interval '10 seconds' and sweep_metrics.at
  ) then
    insert into queue.metrics_cache as m (at, answer) values (sweep_metrics.at, queue.measure(sweep_metrics.at))
      on conflict ((true)) do update set
        at = excluded.at,
        answer = excluded.answer || jsonb_build_object(
          'full', queue.full_now(excluded.answer -> 'slots', m.answer -> 'full', m.at, excluded.at));
  end if;
end
$$;

-- {"since", "missed"}: since when the limit is reached, by what the look before found; null where it is not. One look
-- that finds a slot free may have come between the end of a job and the next claim; a second one in a row has not.
create or replace function queue.full_now(slots jsonb, known jsonb, looked_at timestamptz, at timestamptz) returns jsonb
language sql immutable set search_path = ''
as $$
  select case
    when (slots ->> 'running')::integer + (slots ->> 'held')::integer >= (slots ->> 'limit')::integer
      then jsonb_build_object('since', coalesce(seen.known -> 'since', to_jsonb(at)), 'missed', false)
    when not (seen.known ->> 'missed')::boolean then seen.known || '{"missed": true}' end
  from (select case when looked_at > at - interval '1 minute' then nullif(known, 'null') end as known) seen
$$;

-- Since when the limit for all jobs is reached; null where it is not, or nobody has looked of late.
create or replace function queue.full_since(slots jsonb, at timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select m.answer -> 'full' -> 'since' from queue.metrics_cache m
  where m.at between full_since.at - interval '1 minute' and full_since.at
    and (slots ->> 'running')::integer + (slots ->> 'held')::integer >= (slots ->> 'limit')::integer
$$;

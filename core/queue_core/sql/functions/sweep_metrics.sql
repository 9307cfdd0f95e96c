-- Write down the answer of queue_metrics, where the one that is there is ten seconds old.
create or replace function queue.sweep_metrics(at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if not exists (
    select from queue.metrics_cache m where m.at between sweep_metrics.at - interval '10 seconds' and sweep_metrics.at
  ) then
    insert into queue.metrics_cache as m (at, answer) values (sweep_metrics.at, queue.measure(sweep_metrics.at))
      on conflict ((true)) do update set at = excluded.at, answer = excluded.answer;
  end if;
end
$$;

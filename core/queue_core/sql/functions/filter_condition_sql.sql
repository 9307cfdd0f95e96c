-- The conditions of a job, as queue.job_rows derives them, each beginning with what an index knows.
create or replace function queue.filter_condition_sql(value jsonb, at timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
declare
  comparison text := queue.only_key(value);
  held text := format(
    'exists (select from queue.leases h where h.job_id = j.id and h.held_since is not null and h.deadline_at > %L::timestamptz)', at);
  tried constant text := 'exists (select from queue.attempts a where a.job_id = j.id)';
  later text := format('j.status = ''queued'' and j.run_at > %L::timestamptz and not %s', at, held);
  lease constant text := 'queue.leases l where l.job_id = j.id and l.held_since is null';
begin
  if comparison in ('present', 'missing') then
    return format(
      case comparison when 'present' then '(%s)' else '((%s) is not true)' end,
      (select string_agg(queue.filter_condition_sql(jsonb_build_object('equals', c.condition), at), ' or ')
       from unnest(array['scheduled', 'retrying', 'cancelling', 'stuck', 'held']) c (condition)));
  end if;
  case value ->> 'equals'
    when 'scheduled' then return format('(%s and not %s)', later, tried);
    when 'retrying' then return format('(%s and %s)', later, tried);
    when 'cancelling' then
      return format('(j.status = ''processing'' and exists (select from %s and l.cancel_requested_at is not null))', lease);
    when 'stuck' then
      return format('(j.status = ''processing'' and queue.is_stuck((select l from %s), %L::timestamptz))', lease, at);
    when 'held' then return format('(j.status <> ''processing'' and %s)', held);
    else
      raise exception 'A job has no condition "%".', left(value ->> comparison, 50) using errcode = 'QU400';
  end case;
end
$$;

-- Terms for the beginning of a fingerprint as a condition that is few rows by its index: the jobs of which any attempt
-- has it. The filter itself then looks at the latest attempt. A fingerprint of more than 10,000 attempts is common
-- enough to be met on the way through the list, and narrows nothing.
create or replace function queue.narrow_fingerprints_sql(terms jsonb) returns text
language plpgsql stable set search_path = ''
as $$
declare
  term jsonb;
  source text;
  number integer;
  narrowed text := 'true';
begin
  for term in
    select t.term from jsonb_array_elements(terms) t (term)
    where t.term ->> 'field' = 'fingerprint' and not coalesce(t.term -> 'negated' = 'true', false)
      and jsonb_typeof(t.term -> 'values') = 'array'
      and not exists (
        select from jsonb_array_elements(t.term -> 'values') v (value)
        where not (t.term ->> 'op' = 'in' or v.value ?| array['equals', 'begins']))
  loop
    select format('select a.job_id from queue.attempts a where %s limit 10001', string_agg(
        queue.filter_text_sql('a.fingerprint', case term ->> 'op' when 'in' then jsonb_build_object('equals', v.value) else v.value end),
        ' or '))
      into source from jsonb_array_elements(term -> 'values') v (value);
    continue when source is null;
    execute format('select count(*) from (%s) a', source) into number;
    if number <= 10000 then
      narrowed := format('%s and j.id in (%s)', narrowed, source);
    end if;
  end loop;
  return narrowed;
end
$$;

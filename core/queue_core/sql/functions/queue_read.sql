-- Call another function of the API in a transaction that may only read: whatever writes is refused (25006).
-- PostgREST gives a client no session that could be made so. Runs with the caller's own rights.
-- `arguments` by name; a null stays one. Errors: 42883 for a function or an argument that is none.
create or replace function public.queue_read(function text, arguments jsonb) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  passed text;
  answer jsonb;
begin
  perform set_config('transaction_read_only', 'on', true), set_config('queue.read_only', 'on', true);
  select string_agg(case a.type
      when 'jsonb'::regtype then format('%1$I => nullif($1 -> %1$L, ''null'')', a.name)
      else format('%1$I => ($1 ->> %1$L)::%2$s', a.name, format_type(a.type, null)) end, ', ')
    into passed
    from pg_proc p, unnest(p.proargnames, p.proargtypes::oid[]) a (name, type)
    where p.pronamespace = 'public'::regnamespace and p.proname = queue_read.function and arguments ? a.name;
  if queue_read.function !~ '^queue_' or queue_read.function = 'queue_read' then
    raise exception 'There is no function %.', left(queue_read.function, 80) using errcode = '42883';
  end if;
  execute format('select public.%I(%s)', queue_read.function, passed) into answer using arguments;
  return answer;
end
$$;

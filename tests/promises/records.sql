-- What the checker needs and the queue itself forgets: leases that have ended, limits that have changed.
-- `id` is given out when a row is written, so the order of ids is the order of writes under the limits row.
-- (With wal_level = minimal a crash sets back a sequence that was used in the transaction that made it.)
begin;
create schema records;
create table records.records (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  source text not null,
  kind text not null,
  row_data jsonb not null
);

create function records.record() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into records.records (at, source, kind, row_data)
  values (queue.now(), tg_table_name, lower(tg_op), case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end);
  return null;
end
$$;

create trigger records after insert or update or delete on queue.leases
  for each row execute function records.record();
create trigger records after update or delete on queue.attempts
  for each row execute function records.record();
create trigger records after insert or update on queue.job_types
  for each row execute function records.record();
create trigger records after update on public.job_queue_config
  for each row execute function records.record();

commit;

-- how things stand at the start
insert into records.records (at, source, kind, row_data)
  select queue.now(), 'job_queue_config', 'insert', to_jsonb(c) from public.job_queue_config c
  union all select queue.now(), 'job_types', 'insert', to_jsonb(t) from queue.job_types t
  union all select queue.now(), 'leases', 'insert', to_jsonb(l) from queue.leases l;

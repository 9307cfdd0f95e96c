-- Who acts in this transaction, as the verb said; null for a program that writes to the table itself.
create or replace function queue.current_actor() returns text
language sql stable set search_path = ''
as $$ select nullif(pg_catalog.current_setting('queue.actor', true), '') $$;

create or replace function queue.act_as(actor text) returns void
language sql volatile set search_path = ''
as $$ select pg_catalog.set_config('queue.actor', pg_catalog.left(coalesce(actor, ''), 200), true) $$;

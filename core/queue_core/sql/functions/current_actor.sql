-- Who acts in this transaction, as the verb said; null for a program that writes to the table itself.
create or replace function queue.current_actor() returns text
language plpgsql stable set search_path = ''
as $$ begin return nullif(pg_catalog.current_setting('queue.actor', true), ''); end $$;

create or replace function queue.act_as(actor text) returns void
language plpgsql volatile set search_path = ''
as $$ begin perform pg_catalog.set_config('queue.actor', pg_catalog.left(coalesce(actor, ''), 200), true); end $$;

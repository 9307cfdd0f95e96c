-- The queue's clock. Every function asks it, so that a test database can move time by replacing it.
create or replace function queue.now() returns timestamptz
language sql volatile set search_path = ''
as $$ select pg_catalog.clock_timestamp() $$;

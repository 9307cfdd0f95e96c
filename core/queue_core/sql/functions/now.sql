-- The queue's clock. Every function asks it, so that a test database can move time by replacing it.
create or replace function queue.now() returns timestamptz
language plpgsql volatile set search_path = ''
as $$ begin return pg_catalog.clock_timestamp(); end $$;

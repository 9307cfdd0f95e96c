-- The role that calls, seen from inside a function that runs as queue_owner. PostgREST sets it per request.
create or replace function queue.calling_role() returns text
language sql stable set search_path = ''
as $$ select coalesce(nullif(nullif(current_setting('role', true), 'none'), ''), session_user::text) $$;

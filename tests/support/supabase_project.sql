-- A database as Supabase hands it to the owner of a project. Run by the superuser.
alter schema public owner to project_owner;
create schema extensions;
grant usage on schema public, extensions to anon, authenticated, service_role, project_owner;

-- Projects made before mid 2026 give the web everything that is created later; the harsher case for us.
alter default privileges for role project_owner in schema public
  grant all on tables to anon, authenticated, service_role;
alter default privileges for role project_owner in schema public
  grant all on functions to anon, authenticated, service_role;
alter default privileges for role project_owner in schema public
  grant all on sequences to anon, authenticated, service_role;

-- PostgREST is told of every change of the schema.
create function extensions.pgrst_ddl_watch() returns event_trigger language plpgsql
as $$ begin notify pgrst, 'reload schema'; end $$;
create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.pgrst_ddl_watch();

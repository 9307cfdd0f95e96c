-- The roles of a Supabase project. They belong to the whole server.
create role anon nologin;
create role authenticated nologin;
create role service_role nologin bypassrls;
-- PostgREST logs in as this one and changes to the role that the key names
create role authenticator login noinherit;
grant anon, authenticated, service_role to authenticator;
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
-- what users get as "postgres": no superuser, but it may create roles and passes row level security
create role project_owner login createdb createrole replication bypassrls;
grant anon, authenticated, service_role, authenticator to project_owner with admin option;
-- for tests of refused log-ins: the only role here that needs a password
create role with_password login password 'correct horse';

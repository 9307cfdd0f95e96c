-- Who may do what. Comes last on every migrate: projects made before mid 2026 give anon and authenticated
-- EXECUTE on every new function, newer ones give service_role nothing.

grant usage on schema queue to queue_owner;
grant usage on schema public to queue_owner, queue_viewer, queue_worker;
grant all on all tables in schema queue to queue_owner;
grant all on all sequences in schema queue to queue_owner;
grant all on public.jobs, public.job_queue_config to queue_owner;

do $$
declare
  found record;
  web text[] := array(select rolname::text from pg_catalog.pg_roles where rolname in ('anon', 'authenticated'));
  service text[] := array(select rolname::text from pg_catalog.pg_roles where rolname = 'service_role');
  worker_verbs constant text[] := array['hello', 'claim', 'heartbeat', 'complete', 'fail', 'release', 'sweep'];
  operator_verbs constant text[] := array[
    'enqueue', 'retry', 'cancel', 'delete', 'undo', 'configure', 'pause', 'resume', 'release_slot',
    'quiet', 'edit', 'force_cancel', 'plan', 'apply', 'halt', 'unlock'];
  admitted text[];
  role_name text;
begin
  -- programs of the web app insert and patch with the service key
  foreach role_name in array service loop
    execute format('grant select, insert, update, delete on public.jobs to %I', role_name);
    execute format('grant select, update on public.job_queue_config to %I', role_name);
  end loop;
  -- a function can be handed only to a role that may create in its schema
  grant create on schema queue, public to queue_owner;
  for found in
    select p.oid::regprocedure as signature, p.proname, n.nspname, p.prokind
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'queue' or (n.nspname = 'public' and (p.proname ~ '^queue_' or p.proname = 'get_queue_stats'))
    order by 1
  loop
    execute format('alter routine %s owner to queue_owner', found.signature);
    execute format('revoke all on routine %s from public', found.signature);
    foreach role_name in array web loop
      execute format('revoke all on routine %s from %I', found.signature, role_name);
    end loop;
    continue when found.nspname = 'queue';
    admitted := case
      when found.proname = 'get_queue_stats' then web || array['queue_viewer']
      when found.proname in ('queue_version', 'queue_metrics') then array['queue_viewer', 'queue_worker']
      when substr(found.proname, 7) = any (worker_verbs) then array['queue_worker']
      when substr(found.proname, 7) = any (operator_verbs) then array['queue_operator']
      else array['queue_viewer']
    end || service;
    foreach role_name in array admitted loop
      execute format('grant execute on routine %s to %I', found.signature, role_name);
    end loop;
  end loop;
  revoke create on schema queue, public from queue_owner;
end
$$;

notify pgrst, 'reload schema';

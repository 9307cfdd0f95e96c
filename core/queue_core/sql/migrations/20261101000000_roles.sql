-- The roles of the queue. Roles belong to the whole server, so another database may have made them.
--   queue_owner     owns the functions, which run with its rights; cannot log in
--   queue_viewer    < queue_operator < queue_admin: people and scripts
--   queue_worker    worker processes
do $$
declare
  wanted text;
begin
  foreach wanted in array array['queue_owner', 'queue_viewer', 'queue_operator', 'queue_admin', 'queue_worker'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      begin
        execute pg_catalog.format('create role %I nologin', wanted);
      exception
        when duplicate_object or unique_violation then null;  -- another database's migration came first
      end;
    end if;
  end loop;
end
$$;

do $$
declare
  pair text[];
begin
  foreach pair slice 1 in array array[['queue_viewer', 'queue_operator'], ['queue_operator', 'queue_admin']] loop
    if not exists (
      select from pg_catalog.pg_auth_members m
      where m.roleid = pair[1]::regrole and m.member = pair[2]::regrole
    ) then
      execute pg_catalog.format('grant %I to %I', pair[1], pair[2]);
    end if;
  end loop;
  -- to hand functions over to queue_owner, a migrating role that is not a superuser must be a member of it
  if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user)
     and not exists (
       select from pg_catalog.pg_auth_members m
       where m.roleid = 'queue_owner'::regrole and m.member = current_user::regrole
         -- PostgreSQL 16 and later make the creator a member that may only administer; that is not enough
         and coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
         and coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
     ) then
    execute pg_catalog.format('grant queue_owner to %I', current_user);
  end if;
end
$$;

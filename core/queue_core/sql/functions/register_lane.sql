-- Make a type and a combination of type and resource known to claiming, the first time they are seen.
create or replace function queue.register_lane(job_type text, resource text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if not exists (
    select from queue.lanes l where l.job_type = register_lane.job_type and l.resource = register_lane.resource
  ) then
    insert into queue.job_types (job_type) values (register_lane.job_type) on conflict do nothing;
    insert into queue.lanes (job_type, resource) values (register_lane.job_type, register_lane.resource)
      on conflict do nothing;
  end if;
end
$$;

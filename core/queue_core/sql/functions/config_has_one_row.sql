-- The old seeding inserts a configuration row each time it runs; now that is nothing, and no error.
create or replace function queue.config_has_one_row() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from public.job_queue_config) then
    return null;
  end if;
  return new;
end
$$;

create or replace trigger config_has_one_row before insert on public.job_queue_config
  for each row execute function queue.config_has_one_row();

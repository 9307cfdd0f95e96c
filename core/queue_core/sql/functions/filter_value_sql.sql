-- One value of a term: which column or look-up the field is, and how its kind is compared.
-- What a field means is what queue.job_rows shows; a job's latest attempt is the one with the highest
-- number, and the running one is a lease.
create or replace function queue.filter_value_sql(field text, path jsonb, value jsonb, at timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
declare
  running constant text := 'from queue.leases l where l.job_id = j.id and l.held_since is null';
  latest constant text := 'from queue.attempts a where a.job_id = j.id order by a.number desc limit 1';
begin
  if jsonb_typeof(value) is distinct from 'object' or value = '{}' then
    raise exception 'A value of a filter names its comparison.' using errcode = 'QU400';
  end if;
  case field
    when 'status', 'type', 'priority', 'key' then
      return queue.filter_text_sql(queue.filter_plain_column(field), value);
    when 'condition' then return queue.filter_condition_sql(value, at);
    when 'error' then return queue.filter_error_sql(value);
    when 'category' then return queue.filter_text_sql(format('(select a.category %s)', latest), value);
    when 'payload' then return queue.filter_payload_sql(path, value);
    when 'user' then return queue.filter_uuid_sql('j.user_id', value);
    when 'id' then return queue.filter_uuid_sql('j.id', value);
    when 'parent' then return queue.filter_uuid_sql('j.parent_id', value);
    when 'age' then return queue.filter_age_sql('j.created_at', value, at);
    when 'created' then return queue.filter_time_sql('j.created_at', value, at);
    when 'updated' then return queue.filter_time_sql('j.updated_at', value, at);
    when 'started' then return queue.filter_time_sql('j.started_at', value, at);
    when 'completed' then return queue.filter_time_sql('j.completed_at', value, at);
    when 'run_at' then return queue.filter_time_sql('j.run_at', value, at);
    when 'tries' then
      return queue.filter_number_sql(format('coalesce((select l.number %s), (select a.number %s), 0)', running, latest), value);
    when 'worker' then
      return queue.filter_text_sql(format('coalesce((select l.worker %s), (select a.worker %s))', running, latest), value);
    when 'fingerprint' then return queue.filter_text_sql(format('(select a.fingerprint %s)', latest), value);
    when 'resource' then
      return queue.filter_text_sql(
        'coalesce(j.resource, (select t.resource from queue.job_types t where t.job_type = j.job_type))', value);
    when 'text' then return queue.filter_words_sql(value);
    else
      raise exception 'A filter has no field "%".', left(field, 50) using errcode = 'QU400';
  end case;
end
$$;

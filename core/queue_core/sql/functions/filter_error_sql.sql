-- Text in a job's latest error, whatever its case.
create or replace function queue.filter_error_sql(value jsonb) returns text
language plpgsql immutable set search_path = ''
as $$
declare
  comparison text := queue.only_key(value);
  wanted text := value ->> comparison;
  pattern text := '%' || queue.like_literal(wanted) || '%';
begin
  case comparison
    when 'present' then return 'btrim(coalesce(j.error_message, '''')) <> ''''';
    when 'missing' then return 'btrim(coalesce(j.error_message, '''')) = ''''';
    when 'contains' then
      -- What no JSON writer escapes is looked for in the stored text first: that is much cheaper.
      return format('(%s queue.error_matches(j.error_message, %L))',
        case when wanted ~ '^[A-Za-z0-9 .,:;_()=-]*$' then format('j.error_message ilike %L and', pattern) end, pattern);
    else
      raise exception 'A filter can only ask what an error contains.' using errcode = 'QU400';
  end case;
end
$$;

-- Whether the message, the type or the stack in an error_message is like the pattern; where it is not
-- JSON, whether it is itself.
create or replace function queue.error_matches(error_message text, pattern text) returns boolean
language plpgsql immutable set search_path = ''
as $$
declare
  document json;
begin
  if left(error_message, 1) = '{' and length(error_message) <= 100000 then
    begin
      document := error_message::json;
      return concat_ws(E'\n', document ->> 'message', document ->> 'type', document ->> 'stack') ilike pattern;
    exception
      when data_exception or program_limit_exceeded then null;  -- it only looked like JSON
    end;
  end if;
  return error_message ilike pattern;
end
$$;

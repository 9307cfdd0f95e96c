-- What follows from the category of a failed attempt.
--   counted    it uses up one of the job's attempts
--   retried    the job may be tried again
--   keeps_key  its outcome is unknown or it had no effect, so the next attempt sends the same idempotency key
--   old_name   what readers of the old system find in error_message
create or replace function queue.categories()
returns table (category text, counted boolean, retried boolean, keeps_key boolean, old_name text)
language sql immutable set search_path = ''
as $$
  values
    ('dependency_down', false, true,  true,  'TIMEOUT'),
    ('auth',            false, true,  true,  'API_ERROR'),
    ('overloaded',      false, true,  true,  'API_ERROR'),
    ('timeout',         true,  true,  true,  'TIMEOUT'),
    ('api_error',       true,  true,  false, 'API_ERROR'),
    ('invalid_input',   true,  false, false, 'INVALID_INPUT'),
    ('not_found',       true,  false, false, 'NOT_FOUND'),
    ('bad_response',    true,  true,  false, 'UNKNOWN'),
    ('handler_error',   true,  true,  false, 'UNKNOWN'),
    ('interrupted',     false, true,  true,  'UNKNOWN'),
    ('lost',            false, true,  true,  'UNKNOWN'),
    ('poison',          true,  false, true,  'UNKNOWN'),
    ('cancelled',       false, false, true,  'UNKNOWN')
$$;

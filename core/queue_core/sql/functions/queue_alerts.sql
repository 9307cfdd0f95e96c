-- What is beyond its threshold now, the gravest first.
create or replace function public.queue_alerts() returns jsonb
language sql stable security definer set search_path = ''
as $$ select queue.alerts_of(c, queue.now()) from public.job_queue_config c $$;

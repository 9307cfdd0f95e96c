-- Give attempts back: processing -> queued at once, not counted, recorded as interrupted.
create or replace function public.queue_release(worker_id uuid, items jsonb) returns jsonb
language sql volatile security definer set search_path = ''
as $$
  select public.queue_fail(queue_release.worker_id, coalesce(jsonb_agg(i.item || jsonb_build_object(
    'outcome', 'interrupted',
    'category', 'interrupted',
    'exception_type', 'Interrupted',
    'message', coalesce(nullif(i.item ->> 'reason', ''), 'The worker gave the attempt back.'),
    'stack', coalesce(nullif(i.item ->> 'reason', ''), 'The worker gave the attempt back.'),
    'fingerprint', '00000001') order by i.place), '[]'))
  from jsonb_array_elements(items) with ordinality i (item, place)
$$;

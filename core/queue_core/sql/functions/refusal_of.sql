-- Why a verb leaves a job alone, in words for the operator; null: it does not. The one place that knows which
-- statuses each verb touches: plans ask it beforehand, and the verb itself under the lock.
--   retry          failed, cancelled, completed, and queued for a later moment
--   cancel         queued, processing
--   force_cancel   processing
--   edit           queued
--   delete         all but processing
create or replace function queue.refusal_of(verb text, job public.jobs, at timestamptz) returns text
language sql immutable set search_path = ''
as $$
  select case
    when verb = 'retry' and job.status = 'processing' then 'it is being processed'
    when verb = 'retry' and job.status = 'queued' and (job.run_at is null or job.run_at <= at) then 'it is queued already'
    when verb = 'cancel' and job.status not in ('queued', 'processing') then 'it is ' || job.status || ' already'
    when verb = 'force_cancel' and job.status <> 'processing' then 'it is ' || job.status || ', not being processed'
    when verb = 'edit' and job.status = 'processing' then 'it is being processed'
    when verb = 'edit' and job.status <> 'queued' then 'it is ' || job.status || ', not queued'
    when verb = 'delete' and job.status = 'processing' then 'it is being processed: cancel it first'
  end
$$;

-- The same for undo: the job must be as the operation left it. (Operations of the first version wrote the error
-- down too.)
create or replace function queue.undo_refusal_of(job public.jobs, after jsonb) returns text
language sql stable set search_path = ''
as $$
  select case when queue.state_of(job) is distinct from after - 'error_message' then 'it has moved on since: it is ' || job.status end
$$;

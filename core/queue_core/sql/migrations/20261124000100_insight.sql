-- Thresholds of alerts, and failed attempts by when they ended and by what they have in common.

alter table public.job_queue_config
  add column alert_queue_depth integer not null default 20,
  add column alert_oldest_minutes integer not null default 30,
  add column alert_failure_percent integer not null default 50,
  add column alert_worker_failures integer not null default 3;

comment on column public.job_queue_config.alert_queue_depth is 'More jobs that could run now than this are worth an alert; 0: never.';
comment on column public.job_queue_config.alert_oldest_minutes is 'So is a job that could run and has waited for longer; 0: never.';
comment on column public.job_queue_config.alert_failure_percent is 'So are more failures than this share of what ended within 15 minutes, from five failures on; 0: never.';
comment on column public.job_queue_config.alert_worker_failures is 'So is a worker whose attempts failed so often in a row; 0: never.';

-- A completion is in neither of them, and pays for neither.
create index attempts_failed on queue.attempts (ended_at) include (fingerprint, job_id, number)
  where outcome in ('failed', 'timed_out', 'lost');
-- the filter looks for beginnings, whatever the outcome was
create index attempts_by_fingerprint on queue.attempts (fingerprint text_pattern_ops, ended_at)
  include (outcome, job_id, number)
  where fingerprint is not null;

-- The tables of production, shape B: an older table of the same name, patched in place.
create table public.jobs (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  job_type text not null
    check (job_type in ('video_render', 'notes_generation', 'pdf_processing', 'embedding_update')),
  status text default 'pending' check (status in ('pending', 'in_progress', 'completed', 'failed', 'cancelled')),
  priority integer default 5 check (priority between 1 and 10),
  payload jsonb not null,
  result jsonb,
  progress integer default 0 check (progress between 0 and 100),
  error_message text,
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);

insert into public.jobs (user_id, job_type, status, priority, payload, result, progress, started_at, completed_at)
values
  (gen_random_uuid(), 'video_render', 'pending', 1, '{"n": 1}', null, 0, null, null),
  (gen_random_uuid(), 'video_render', 'pending', 3, '{"n": 3}', null, 0, null, null),
  (gen_random_uuid(), 'notes_generation', 'pending', 4, '{"n": 4}', null, 0, null, null),
  (gen_random_uuid(), 'pdf_processing', 'pending', 7, '{"n": 7}', null, 0, null, null),
  (gen_random_uuid(), 'pdf_processing', 'pending', 8, '{"n": 8}', null, 0, null, null),
  (gen_random_uuid(), 'embedding_update', 'pending', 10, '{"n": 10}', null, 0, null, null),
  (gen_random_uuid(), 'video_render', 'pending', null, '{"n": 0}', null, 0, null, null),
  (gen_random_uuid(), 'video_render', 'in_progress', 2, '{"n": 20}', null, 40, now() - interval '1 hour', null),
  (gen_random_uuid(), 'video_render', 'completed', 5, '{"n": 50}', '{"video_url": "http://videos/50.mp4"}', 100,
   now() - interval '1 day', now() - interval '1 day'),
  (gen_random_uuid(), 'video_render', 'failed', 5, '{"n": 51}', null, 10, now() - interval '1 day', null),
  (gen_random_uuid(), 'video_render', 'cancelled', 5, '{"n": 52}', null, 0, null, null);

-- What runs, and how much may: from the leases, which are few.
create or replace function queue.running_stats(config public.job_queue_config, at timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'processing', count(*) filter (where l.held_since is null),
    'stuck', queue.stuck_jobs(at),
    'cancelling', count(*) filter (where l.held_since is null and l.cancel_requested_at is not null),
    'slots', jsonb_build_object(
      'limit', queue.limit_now(config, at),
      'running', count(*) filter (where l.held_since is null),
      'held', count(*) filter (where l.held_since is not null and l.deadline_at > at),
      'manim_limit', config.max_manim_renders,
      'manim_running', count(*) filter (where l.held_since is null and l.resource = 'manim'),
      'manim_held', count(*) filter (where l.held_since is not null and l.deadline_at > at and l.resource = 'manim'),
      'peak', queue.is_peak(config, at)),
    'held_slots', coalesce((
      select jsonb_agg(jsonb_build_object(
        'job_id', h.job_id, 'job_type', h.job_type, 'worker', h.worker,
        'since', h.held_since, 'until', queue.readable(h.deadline_at))
        order by h.deadline_at, h.job_id)
      from (select * from queue.leases l where l.held_since is not null and l.deadline_at > at
            order by l.deadline_at, l.job_id limit 100) h), '[]'))
  from queue.leases l
$$;

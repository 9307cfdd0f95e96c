-- What is beyond the thresholds of a configuration, which need not be the one in force: [{"code", "subject", "value",
-- "threshold", "sentence"}], the gravest first. A threshold of 0 asks for no alert; no live worker, stuck jobs, slots
-- that are held and services that are down are alerts whatever is configured.
create or replace function queue.alerts_of(config public.job_queue_config, at timestamptz) returns jsonb
language sql stable set search_path = '' set enable_seqscan = off
as $$
  with seen as materialized (
    select (select coalesce(sum(w.ready), 0) from queue.waiting_by_type(at) w)::bigint as ready,
           floor(queue.longest_wait(at) / 60) as oldest,
           queue.stuck_jobs(at) as stuck,
           (select count(*) from queue.leases l where l.held_since is not null and l.deadline_at > at) as held,
           r.failed, r.ended
    from (select coalesce(sum(m.failed), 0) as failed, coalesce(sum(m.failed + m.completed), 0) as ended
          from queue.minutes m where m.minute > date_trunc('minute', at) - interval '15 minutes') r
  ),
  alive as materialized (select * from queue.workers_alive(at, config.lease_seconds))
  select coalesce(jsonb_agg(jsonb_build_object(
      'code', a.code, 'subject', a.subject, 'value', a.value, 'threshold', a.threshold, 'sentence', a.sentence)
    order by a.place, a.value desc, a.subject), '[]')
  from (
    select 1 as place, 'no_worker' as code, null as subject, s.ready::double precision as value, 0 as threshold,
           format('%s ready, no worker alive', queue.so_many(s.ready, 'job')) as sentence
    from seen s where s.ready > 0 and not exists (select from alive)
    union all
    select 2, 'breaker', b.name, b.number, 0,
           left(b.name, 40) || ' is down' || case when b.number < b.alive
             then format(' for %s of %s', b.number, queue.so_many(b.alive, 'worker')) else '' end
    from (select d.key as name, count(*) as number, (select count(*) from alive) as alive
          from alive w cross join lateral queue.breakers_of(w.detail) d
          where d.state <> 'closed' group by d.key order by 2 desc, 1 limit 10) b
    union all
    select 3, 'stuck', null, s.stuck, 0,
           format('%s stuck: no sign of life from the worker', queue.so_many(s.stuck, 'job'))
    from seen s where s.stuck > 0
    union all
    select 4, 'held', null, s.held, 0, format('%s held by lost attempts', queue.so_many(s.held, 'slot'))
    from seen s where s.held > 0
    union all
    select 5, 'failure_rate', null, round(100.0 * s.failed / s.ended), config.alert_failure_percent,
           format('jobs failed %s of %s within 15 minutes, more than %s %%', s.failed, queue.so_many(s.ended, 'time'),
             config.alert_failure_percent)
    from seen s where config.alert_failure_percent > 0 and s.failed >= 5
      and 100 * s.failed > config.alert_failure_percent * s.ended
    union all
    select 6, 'oldest', null, s.oldest, config.alert_oldest_minutes,
           format('the oldest job has been ready for %s, more than %s', queue.so_many(s.oldest::bigint, 'minute'),
             config.alert_oldest_minutes)
    from seen s where config.alert_oldest_minutes > 0 and s.oldest > config.alert_oldest_minutes
    union all
    select 7, 'depth', null, s.ready, config.alert_queue_depth,
           format('%s ready, more than %s', queue.so_many(s.ready, 'job'), config.alert_queue_depth)
    from seen s where config.alert_queue_depth > 0 and s.ready > config.alert_queue_depth
    union all
    select 8, 'worker_failing', w.name, w.failures, config.alert_worker_failures,
           format('%s has failed %s times in a row', left(w.name, 40), w.failures)
    from (select w.name, (w.detail ->> 'consecutive_failures')::bigint as failures from alive w
          where w.detail ->> 'consecutive_failures' ~ '^[0-9]{1,9}$' order by 2 desc limit 10) w
    where config.alert_worker_failures > 0 and w.failures >= config.alert_worker_failures
  ) a
$$;

-- `1 job`, `1,204 jobs`.
create or replace function queue.so_many(number bigint, noun text) returns text
language sql immutable set search_path = ''
as $$ select btrim(to_char(number, '999,999,999,990')) || ' ' || noun || case when number = 1 then '' else 's' end $$;

-- How long the job that has been ready for longest has waited, in seconds; null where none is ready.
create or replace function queue.longest_wait(at timestamptz) returns double precision
language sql stable set search_path = ''
as $$ select max(o.value::double precision) from jsonb_each_text(queue.oldest_ready(at)) o $$;

-- What the payloads of failing jobs have in common that those of completed jobs of the same types have not: values
-- and keys that at least 60 % of the failing have, and a share of the completed that is smaller by 30 points or more.
-- One job has nothing in common with itself, and without a completed job there is nothing to tell apart.
create or replace function queue.failure_traits(failing uuid[]) returns jsonb
language sql stable set search_path = '' set enable_seqscan = off
as $$
  with compared as materialized (
    select j.id, true as is_failing from public.jobs j
      where j.id = any (failing) and queue.is_comparable(j.payload)
    union all
    select j.id, false from public.jobs j
      where j.id = any (queue.completed_like(failing)) and queue.is_comparable(j.payload)
  ),
  number as (
    select count(*) filter (where c.is_failing) as failing, count(*) filter (where not c.is_failing) as completed
    from compared c
  ),
  counted as (
    select t.path, t.value,
           count(distinct c.id) filter (where c.is_failing) as failing,
           count(distinct c.id) filter (where not c.is_failing) as completed
    from compared c
    join public.jobs j on j.id = c.id
    cross join lateral queue.traits_of(j) t
    group by t.path, t.value
  ),
  telling as (
    select c.*, c.failing / n.failing::double precision - c.completed / n.completed::double precision as difference
    from counted c, number n
    where n.completed > 0 and c.failing >= greatest(2, 0.6 * n.failing)
  ),
  chosen as (
    select * from telling t
    where t.difference >= 0.3
      -- that the key is there says nothing beyond a value that says as much
      and (t.value is not null or not exists (
        select from telling v where v.path = t.path and v.value is not null and v.difference >= t.difference))
    order by t.difference desc, t.failing desc, t.path, t.value limit 8
  )
  select jsonb_build_object(
    'traits', (
      select coalesce(jsonb_agg(jsonb_build_object(
          'path', c.path, 'value', c.value, 'failing', c.failing, 'completed', c.completed)
        order by c.difference desc, c.failing desc, c.path, c.value), '[]') from chosen c),
    'failing_looked_at', n.failing, 'completed_looked_at', n.completed)
  from number n
$$;

-- Some of the latest completed jobs, at most 200, of each type as large a part as it is of the failing ones. They are
-- looked for among the latest 2,000 that completed, and the latest 2,000 of each of the ten types most failing.
create or replace function queue.completed_like(failing uuid[]) returns uuid[]
language sql stable set search_path = '' set enable_seqscan = off
as $$
  with wanted as materialized (
    select j.job_type, ceil(200.0 * count(*) / cardinality(failing)) as quota
    from public.jobs j where j.id = any (failing) group by 1 order by 2 desc limit 10
  ),
  found as (
    select j.id, j.job_type, j.created_at from (
      select * from public.jobs j where j.status = 'completed' order by j.created_at desc, j.id desc limit 2000) j
    join wanted w on w.job_type = j.job_type
    union
    select j.id, j.job_type, j.created_at from wanted w cross join lateral (
      select * from public.jobs j where j.job_type = w.job_type order by j.created_at desc, j.id desc limit 2000) j
    where j.status = 'completed'
  ),
  placed as (
    select f.*, row_number() over (partition by f.job_type order by f.created_at desc, f.id) as place
    from found f where f.id <> all (failing)
  )
  select array_agg(c.id) from (
    select p.id from placed p join wanted w on w.job_type = p.job_type
    where p.place <= w.quota order by p.place limit 200) c
$$;

-- Whether a payload is an object of ordinary size: small as it is stored, and, since what repeats itself is stored
-- small whatever its size, small when it is unpacked.
create or replace function queue.is_comparable(payload jsonb) returns boolean
language sql immutable set search_path = ''
as $$
  select case when pg_column_size(payload) > 8000 then false
    when jsonb_typeof(payload) <> 'object' then false
    else pg_column_size(payload || '{}') <= 32000 end
$$;

-- What can be compared of one job: keys (value null) and single values of its payload, two levels deep, 200 at most,
-- and two columns. The keys of a result are merged into the payload of a completed job; they are left out.
create or replace function queue.traits_of(job public.jobs) returns table (path text, value text)
language sql stable rows 50 set search_path = ''
as $$
  with first as (
    select left(e.key, 100) as path, e.value from jsonb_each(job.payload) e
    where e.key not in ('video_url', 'thumbnail_url', 'duration', 'processing_time_ms')
  ),
  pair as (
    select * from (
      select f.path, f.value from first f
      union all
      select f.path || '.' || left(e.key, 100), e.value
      from first f cross join lateral jsonb_each(case jsonb_typeof(f.value) when 'object' then f.value else '{}' end) e
    ) p limit 200
  )
  select 'priority', job.priority
  union all
  select 'resource', r.needs
  from (select coalesce(job.resource, (
    select t.resource from queue.job_types t where t.job_type = job.job_type)) as needs) r where r.needs is not null
  union all
  select p.path, null from pair p
  union all
  select p.path, left(coalesce(p.value #>> '{}', 'null'), 100) from pair p
  where jsonb_typeof(p.value) not in ('object', 'array')
$$;

-- Undo of what is no job. Each puts back what there was before, where the present is still what the operation
-- made of it, and writes down what it did. Locks: the limits row, or workers by id.

-- Errors: QU409 that names the fields which were changed again since; then nothing is put back.
create or replace function queue.undo_configure(undone queue.operations, operation bigint) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  changes constant jsonb := undone.detail -> 'changes';
  before constant jsonb := queue.named_fields(undone.detail -> 'before', changes);
  after constant jsonb := queue.named_fields(undone.detail -> 'after', changes);
  present jsonb;
  moved_on text;
begin
  perform from public.job_queue_config for update;
  present := queue.named_fields(public.queue_config(), changes);
  select string_agg(m.name, ', ' order by m.name) into moved_on from (
    select f.key as name from jsonb_each(present - 'types') f where f.value is distinct from after -> f.key
    union all
    select t.key || '.' || f.key from jsonb_each(present -> 'types') t, jsonb_each(t.value) f
    where f.value is distinct from after -> 'types' -> t.key -> f.key) m;
  if moved_on is not null then
    raise exception 'Changed again since operation %: %. Nothing was put back.', undone.id, moved_on using errcode = 'QU409';
  end if;
  perform queue.set_fields(before);
  update queue.operations o set detail = jsonb_build_object('changes', before, 'before', present, 'after', before)
    where o.id = operation;
end
$$;

-- Of a pause or a resume. Errors: QU409 if it was paused or resumed again since.
create or replace function queue.undo_pause(undone queue.operations, operation bigint) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  only_type constant text := undone.detail ->> 'type';
  before constant jsonb := undone.detail -> 'before';
begin
  perform from public.job_queue_config for update;
  if queue.pause_state(only_type) is distinct from undone.detail -> 'after' then
    raise exception '% was paused or resumed again since operation %. Nothing was put back.',
      coalesce('Type ' || only_type, 'The queue'), undone.id using errcode = 'QU409';
  elsif only_type is null then
    update public.job_queue_config c set
      paused = (before ->> 'paused')::boolean, pause_reason = before ->> 'pause_reason', updated_at = queue.now()
    where true;
  else
    update queue.job_types t set paused = (before ->> 'paused')::boolean where t.job_type = only_type;
  end if;
  perform queue.wake();
  update queue.operations o set
    detail = jsonb_build_object('type', only_type, 'before', undone.detail -> 'after', 'after', before)
  where o.id = operation;
end
$$;

-- Errors: QU409 if none of the workers is there and as it was asked to be.
create or replace function queue.undo_quiet(undone queue.operations, operation bigint) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  asked constant boolean := (undone.detail ->> 'quiet')::boolean;
  changed jsonb;
begin
  perform from queue.workers w
    where undone.detail -> 'workers' ? w.id::text order by w.id for no key update;
  with changed as (
    update queue.workers w set quiet = not asked
    where coalesce(undone.detail -> 'changed', undone.detail -> 'workers') ? w.id::text and w.quiet = asked
      and queue.worker_state(w, queue.now()) not in ('stopped', 'gone')
    returning w.id
  )
  select jsonb_agg(c.id order by c.id) into changed from changed c;
  if changed is null then
    raise exception 'None of the workers of operation % is there and still as it was asked to be.', undone.id
      using errcode = 'QU409';
  end if;
  perform pg_notify('queue_wake', '');
  update queue.operations o set detail = jsonb_build_object('quiet', not asked, 'workers', changed) where o.id = operation;
end
$$;

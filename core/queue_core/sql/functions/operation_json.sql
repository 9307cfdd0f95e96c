-- One operation as the audit log and the progress of a plan show it: models/operations.py has what each means.
create or replace function queue.operation_json(o queue.operations) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'id', o.id, 'verb', o.verb, 'actor', o.actor, 'reason', o.reason, 'at', o.at, 'state', o.state,
    'filter', o.filter,
    'detail', o.arguments || case when o.verb = 'configure' then o.detail || jsonb_build_object(
      'before', queue.named_fields(o.detail -> 'before', o.detail -> 'changes'),
      'after', queue.named_fields(o.detail -> 'after', o.detail -> 'changes')) else o.detail end,
    'total', o.total, 'planned', o.planned, 'done', o.done, 'requested', o.requested, 'skipped', o.skipped,
    'skip_reasons', o.skip_reasons, 'is_complete', o.is_complete, 'undoable', queue.is_undoable(o),
    'run_again', case when o.verb = 'retry' then coalesce((o.shape -> 'statuses' ->> 'completed')::integer, 0) else 0 end,
    'undone_by', o.undone_by, 'undoes', o.undoes,
    'undo_state', case when o.undone_by is not null then (select u.state from queue.operations u where u.id = o.undone_by) end)
$$;

-- Whether undo has something to put back. An operation that is being applied must be halted first.
create or replace function queue.is_undoable(o queue.operations) returns boolean
language sql immutable set search_path = ''
as $$
  select o.undone_by is null and o.state in ('applied', 'halted', 'aborted') and case
    when o.verb in ('retry', 'cancel', 'edit') then o.done > 0
    when o.verb in ('configure', 'pause', 'resume') then o.detail ? 'before'
    when o.verb = 'quiet' then coalesce(jsonb_array_length(o.detail -> 'workers'), 0) > 0
    else false end
$$;

-- Of a configuration, as queue_config answers it, what a change names: {"field": value, "types": {"doubt":
-- {"limit": value}}}. A type that is not in it yet is as one that has just been made.
create or replace function queue.named_fields(config jsonb, changes jsonb) returns jsonb
language sql immutable set search_path = ''
as $$
  select coalesce((select jsonb_object_agg(f.key, config -> f.key) from jsonb_each(changes - 'types') f), '{}')
    || coalesce((
      select jsonb_build_object('types', jsonb_object_agg(t.key, (
        select coalesce(jsonb_object_agg(f.key, coalesce(known.type -> f.key, 'null')), '{}')
        from jsonb_each(t.value) f)))
      from jsonb_each(changes -> 'types') t
      left join lateral (
        select '{"default_priority": "medium", "paused": false}' || coalesce((
          select c from jsonb_array_elements(config -> 'types') c where c ->> 'job_type' = t.key), '{}') as type
      ) known on true
      having count(*) > 0), '{}')
$$;

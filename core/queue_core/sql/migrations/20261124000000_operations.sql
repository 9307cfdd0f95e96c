-- Actions that are planned first and then applied chunk by chunk, and an audit log that is cheap to list.

alter table queue.operations
  add column state text not null default 'applied',
  add column is_plan boolean not null default false,
  add column is_complete boolean not null default true,
  add column arguments jsonb not null default '{}',
  add column filter text,
  add column search jsonb,
  add column shape jsonb,
  add column total integer not null default 0,
  add column planned integer not null default 0,
  add column done integer not null default 0,
  add column requested integer not null default 0,
  add column skipped integer not null default 0,
  add column skip_reasons jsonb not null default '{}',
  add column placed integer not null default 0,
  add column begun_at timestamptz,
  add column moved_at timestamptz,
  add column undoes bigint references queue.operations (id),
  add constraint operations_state_is_known
    check (state in ('planned', 'applying', 'halted', 'aborted', 'applied')),
  add constraint operations_apply_what_is_complete check (is_complete or state in ('planned', 'aborted'));

comment on column queue.operations.state is 'planned -> applying -> applied; applying <-> halted; any but applied -> aborted. What is no plan is applied from the start.';
comment on column queue.operations.is_complete is 'False: the plan is still looking for its targets.';
comment on column queue.operations.arguments is 'What the verb was told: spread_seconds of retry, the changes of edit.';
comment on column queue.operations.filter is 'The filter that chose the targets, as a person wrote it.';
comment on column queue.operations.search is 'Of a plan: the terms that it looks for and the place where it goes on.';
comment on column queue.operations.shape is 'Of a plan: types, statuses, oldest and newest of the jobs to be touched, and rows looked at.';
comment on column queue.operations.total is 'Targets in all; the following columns are how many of them had which effect.';
comment on column queue.operations.placed is 'Targets of a plan that have a place: all but those that it skips from the start.';
comment on column queue.operations.begun_at is 'From when a spread counts: such that the first target still planned is due when apply starts or goes on.';
comment on column queue.operations.moved_at is 'When somebody last called apply; if nobody does for a while, the sweep goes on.';

alter table queue.operation_targets
  add column place integer,
  drop constraint operation_targets_effect_check,
  add constraint operation_targets_effect_is_known check (effect in ('planned', 'done', 'requested', 'skipped'));

comment on column queue.operation_targets.place is 'Order within a plan, from 1; null for what it skips from the start, and where nothing was planned.';

update queue.operations o set
  total = c.total, done = c.done, requested = c.requested, skipped = c.skipped
from (
  select t.operation_id, count(*) as total,
         count(*) filter (where t.effect = 'done') as done,
         count(*) filter (where t.effect = 'requested') as requested,
         count(*) filter (where t.effect = 'skipped') as skipped
  from queue.operation_targets t group by t.operation_id
) c where c.operation_id = o.id;

update queue.operations o set skip_reasons = r.reasons
from (
  select c.operation_id, jsonb_object_agg(c.skip_reason, c.number) as reasons
  from (
    select t.operation_id, coalesce(t.skip_reason, '') as skip_reason, count(*) as number
    from queue.operation_targets t where t.effect = 'skipped' group by 1, 2
  ) c group by c.operation_id
) r where r.operation_id = o.id;

update queue.operations o set undoes = u.id from queue.operations u where u.undone_by = o.id;

-- what a chunk takes next
create index operation_targets_planned on queue.operation_targets (operation_id, place) where effect = 'planned';
-- what one looks at of a large operation: what was skipped, then the rest in order
create index operation_targets_skipped on queue.operation_targets (operation_id, job_id) where effect = 'skipped';
create index operation_targets_in_order on queue.operation_targets (operation_id, place) where place is not null;
-- what the sweep goes on with, and plans that nobody has begun
create index operations_applying on queue.operations (moved_at) where state = 'applying';
create index operations_planned on queue.operations (at) where state = 'planned';
-- the audit log, newest first: a million requests to enqueue are not in the way
create index operations_shown on queue.operations (id) where verb <> 'enqueue';
create index operations_by_verb on queue.operations (verb, id) where verb <> 'enqueue';
create index operations_by_actor on queue.operations (actor, id) where verb <> 'enqueue';
create index operations_undoing on queue.operations (undoes) where undoes is not null;

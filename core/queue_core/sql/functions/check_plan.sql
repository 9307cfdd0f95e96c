-- Raises QU400 with a sentence for a plan that cannot be made.
create or replace function queue.check_plan(verb text, terms jsonb, ids jsonb, arguments jsonb) returns void
language plpgsql immutable set search_path = ''
as $$
declare
  wrong text;
begin
  wrong := case
    when verb is null or verb not in ('retry', 'cancel', 'delete', 'edit', 'undo')
      then format('A plan is for retry, cancel, delete, edit or undo, not for "%s".', left(coalesce(verb, ''), 50))
    when verb = 'undo' and (terms is not null or ids is not null)
      then 'The targets of an undo are those of the operation: it takes neither a filter nor ids.'
    when verb <> 'undo' and (terms is null) = (ids is null) then 'A plan takes either a filter or a list of ids.'
    when ids is not null and (jsonb_typeof(ids) <> 'array' or jsonb_array_length(ids) not between 1 and 10000)
      then 'A plan takes a filter, or a list of 1 to 10000 job ids.'
  end;
  if wrong is not null then
    raise exception '%', wrong using errcode = 'QU400';
  end if;
  perform queue.check_arguments(verb, arguments);
end
$$;

-- Raises QU409 with a sentence for an operation that has nothing to put back; the caller holds its row.
create or replace function queue.check_undoable(undone queue.operations) returns void
language plpgsql stable set search_path = ''
as $$
declare
  wrong text;
begin
  wrong := case
    when undone.undone_by is not null then format('Operation %s was undone before.', undone.id)
    when undone.verb not in ('retry', 'cancel', 'edit', 'configure', 'pause', 'resume', 'quiet')
      then format('A %s cannot be undone.', replace(undone.verb, '_', ' '))
    when undone.state = 'applying' then format('Operation %s is still being applied: halt it first.', undone.id)
    when undone.state = 'planned' then format('Operation %s has not been applied yet.', undone.id)
    when undone.verb in ('configure', 'pause', 'resume') and not undone.detail ? 'before'
      then format('Operation %s was made by an earlier version, which did not write down what there was before.', undone.id)
  end;
  if wrong is not null then
    raise exception '%', wrong using errcode = 'QU409';
  end if;
end
$$;

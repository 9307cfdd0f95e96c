-- Open the record of an admin action. Returns its id, or null when the request id was used before: then
-- queue.answer_of has the first call's answer. A repeat that comes while the first still runs waits for it.
create or replace function queue.begin_operation(request_id uuid, verb text, actor text, reason text) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
  id bigint;
begin
  perform queue.check_actor(actor);
  perform queue.act_as(actor);
  insert into queue.operations (request_id, verb, actor, database_role, reason, at)
  values (coalesce(request_id, gen_random_uuid()), verb, left(actor, 200), queue.calling_role(), left(reason, 1000), queue.now())
  on conflict on constraint operations_request do nothing
  returning operations.id into id;
  return id;
end
$$;

create or replace function queue.answer_of(request_id uuid, verb text) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  found queue.operations;
begin
  select * into found from queue.operations o where o.request_id = answer_of.request_id;
  if found.verb <> answer_of.verb or found.is_plan then
    raise exception 'This request id was used for % before.',
      case when found.is_plan then 'a plan of ' else '' end || found.verb using errcode = 'QU409';
  end if;
  return found.answer;
end
$$;

create or replace function queue.check_actor(actor text) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if coalesce(btrim(actor), '') = '' then
    raise exception 'An action needs an actor: who does it.' using errcode = 'QU400';
  end if;
end
$$;

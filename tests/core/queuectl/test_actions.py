"""`queuectl job`, `retry`, `cancel`, `delete`, `undo`: one job, many jobs, lost answers."""

from dataclasses import replace
from uuid import uuid4

from queue_core.ctl.exits import Exit
from tests.support.ctl import Ctl, enqueued, one_sentence
from tests.support.databases import Database
from tests.support.gateway import Fault, Gateway
from tests.support.keys import SERVICE_KEY


async def test_a_job_is_found_by_the_beginning_of_its_id(ctl: Ctl, database: Database) -> None:
    await database.execute(
        "insert into public.jobs (id, job_type, priority, payload) values "
        "('aaaa0000-0000-4000-8000-000000000001', 'doubt', 'low', '{}'), "
        "('aaaa0000-0000-4000-8000-000000000002', 'doubt', 'low', '{}')"
    )
    ran = await ctl("job", "aaaa")
    assert (ran.code, "give more of it" in one_sentence(ran)) == (Exit.MISUSE, True)
    ran = await ctl("job", "zzzz")
    assert (ran.code, "uuid" in one_sentence(ran)) == (Exit.MISUSE, True)
    ran = await ctl("job", "bbbb")
    assert (ran.code, one_sentence(ran)) == (Exit.NOT_DONE, "There is no job bbbb.")
    assert (await ctl("retry", "bbbb")).code == Exit.NOT_DONE


async def test_a_job_is_shown_with_its_attempts_and_the_latest_stack(ctl: Ctl, database: Database) -> None:
    job_id = await enqueued(ctl, "--dedupe-key", "unique")
    await database.execute(
        "insert into queue.attempts (job_id, number, token, worker, started_at, ended_at, outcome, category, counted, "
        "exception_type, message, stack, http_status) "
        "select %s, n, gen_random_uuid(), 'vps1', now() - interval '90 s', now(), 'failed', 'api_error', true, "
        "'E', 'no luck', 'Traceback ' || n || E'\\n\\tline 1', 500 from generate_series(1, 2) n",
        job_id,
    )
    shown = (await ctl("job", job_id)).out
    assert "dedupe key  unique\n" in shown
    assert "  2  failed   api_error    1m  vps1    HTTP 500: no luck\n" in shown
    assert 'Payload\n  {\n    "question": "Explain Article 370"\n  }\n' in shown
    assert shown.endswith("Stack of attempt 2\n  Traceback 2\n   line 1\n")


async def test_actions_say_what_was_left_alone(ctl: Ctl) -> None:
    one, two = await enqueued(ctl), await enqueued(ctl)
    assert (await ctl("cancel", one[:8])).out == f"{one}\n"
    ran = await ctl("cancel", one, two, two, "--reason", "why not")
    assert ran.code == Exit.NOT_DONE
    assert ran.out == f"{two}\n"
    assert f"{one}: left alone, it is cancelled already" in ran.err
    number = ran.err.split("'queuectl undo ")[1].split("'")[0]
    assert (await ctl("undo", number)).out == f"{two}\n"
    ran = await ctl("undo", number)
    assert (ran.code, one_sentence(ran)[-1]) == (Exit.NOT_DONE, ".")


async def test_a_filter_names_the_jobs_and_needs_a_yes(ctl: Ctl) -> None:
    doubts = {await enqueued(ctl), await enqueued(ctl)}
    await enqueued(ctl, job_type="daily_ca")
    ran = await ctl("cancel", "--filter", "type:doubt")
    assert (ran.code, one_sentence(ran)) == (
        Exit.MISUSE,
        "Cancel 2 jobs (2 queued)? Nobody can be asked here: say --yes.",
    )
    ran = await ctl("cancel", "--filter", "type:doubt", "--dry-run", "--json")
    assert {job["id"] for job in ran.json["jobs"]} == doubts
    ran = await ctl("cancel", "--filter", "type:doubt", "--yes", "--limit", "1")
    assert (ran.code, one_sentence(ran)[:21]) == (Exit.MISUSE, "More than 1 jobs matc")
    assert (await ctl("jobs", "status:cancelled", "--json")).json["jobs"] == []
    ran = await ctl("cancel", "--filter", "type:doubt", "--yes", "--json")
    assert set(ran.json["done"]) == doubts
    ran = await ctl("cancel", "--filter", "type:nothing", "--yes", "--json")
    assert (ran.code, ran.json["done"]) == (Exit.DONE, [])


async def test_many_jobs_are_one_operation_and_so_is_taking_it_back(ctl: Ctl, database: Database) -> None:
    await database.execute(
        "insert into public.jobs (job_type, priority, status, payload) "
        "select 'many', 'low', 'failed', '{}' from generate_series(1, 2300)"
    )
    limited = await ctl("retry", "--filter", "type:many", "--yes", "--limit", "2299")
    assert (limited.code, one_sentence(limited)[:24]) == (Exit.MISUSE, "More than 2,299 jobs mat")
    asked = await ctl("retry", "--filter", "type:many")
    assert (asked.code, one_sentence(asked)[:44]) == (Exit.MISUSE, "Retry 2,300 jobs (2,300 failed)? Nobody can ")
    request = ("--request-id", str(uuid4()))
    ran = await ctl("retry", "--filter", "type:many status:failed", "--yes", "--json", *request)
    [number] = ran.json["operations"]
    assert (ran.code, ran.json["done"], ran.json["counts"]["done"]) == (Exit.DONE, None, 2300)
    queued = "select count(*) from jobs where status = 'queued'"
    assert await database.execute(queued) == [(2300,)]
    again = await ctl("retry", "--filter", "type:many status:queued", "--yes", "--json", *request)
    assert again.json == ran.json
    await database.execute("delete from jobs where id = (select id from jobs limit 1)")
    back = await ctl("undo", str(number))
    assert (back.code, back.out) == (Exit.NOT_DONE, "")
    assert "2,299 put back, 1 left alone" in back.err
    assert await database.execute(queued) == [(0,)]


async def test_who_acts_is_in_the_audit_log(ctl: Ctl, database: Database) -> None:
    job_id = await enqueued(ctl)
    await ctl.with_settings(QUEUE_ACTOR="")("cancel", job_id, "--reason", "because")
    rows = await database.execute("select verb, actor, reason from queue.operations order by id")
    assert rows[0] == ("enqueue", "tests", None)
    assert rows[1][0::2] == ("cancel", "because")
    assert "@" in rows[1][1]


async def test_a_lost_answer_is_asked_for_again(ctl: Ctl, database: Database, gateway: Gateway) -> None:
    over = replace(ctl, environment={"SUPABASE_URL": gateway.url, "SUPABASE_SERVICE_ROLE_KEY": SERVICE_KEY})
    gateway.inject(Fault.LOSE_ANSWER, function="queue_enqueue", times=2)
    job_id = await enqueued(over)
    assert [job["id"] for job in (await ctl("jobs", "--json")).json["jobs"]] == [job_id]
    gateway.inject(Fault.LOSE_ANSWER, function="queue_cancel", times=5)
    ran = await over("cancel", job_id)
    assert (ran.code, "say --request-id" in one_sentence(ran)) == (Exit.UNREACHABLE, True)
    gateway.heal()
    request = ran.err.split("--request-id ")[1].split()[0]
    assert (await over("cancel", job_id, "--request-id", request)).out == f"{job_id}\n"

-- Jobs of every kind that a filter can tell apart; the last digits of each id number them.

update queue.job_types set resource = 'gpu' where job_type = 'topic_short';

insert into public.jobs (id, job_type, priority, status, payload, created_at, updated_at, user_id, dedupe_key) values
  ('3f2a0001-0000-4000-8000-000000000001', 'doubt', 'high', 'queued',
   '{"user_id": 42, "question": "Explain Article 370", "length": 60, "tags": ["urgent", 7, "50%"], "draft": true}',
   queue.now() - interval '20 minutes', queue.now() - interval '20 minutes', '9b2e0000-0000-4000-8000-00000000000a', 'doubt-4711'),
  ('3f2a0002-0000-4000-8000-000000000002', 'doubt', 'medium', 'queued',
   '{"user_id": "42", "question": "अनुच्छेद 370 क्या है?", "length": 90.5, "draft": null}',
   queue.now() - interval '10 minutes', queue.now() - interval '10 minutes', '9b2e0000-0000-4000-8000-00000000000b', null),
  ('4a000003-0000-4000-8000-000000000003', 'topic_short', 'low', 'queued',
   '{"user_id": 420, "topic": "100% _literal_ \\ \"quoted\"", "length": "75", "nested": {"deep key": [1, {"x": "y"}]}}',
   '2026-11-05 14:30:20+00', '2026-11-05 14:31:00+00', null, 'a*b'),
  ('4a000004-0000-4000-8000-000000000004', 'daily_ca', 'medium', 'processing', '{"content": "news\nof the day", "length": 1e2}',
   '2026-11-05 00:00:00+00', queue.now(), '9b2e0000-0000-4000-8000-00000000000a', null),
  ('4a000005-0000-4000-8000-000000000005', 'daily_ca', 'high', 'processing', '{"content": ""}',
   '2026-11-04 23:59:59.999999+00', queue.now(), null, 'doubt-4712'),
  ('deadbeef-0000-4000-8000-000000000006', 'dailyXca', 'low', 'processing', '{}',
   '2026-11-06 00:00:00+00', queue.now(), null, null),
  ('deadbeef-0000-4000-8000-000000000007', 'daily%ca', 'medium', 'processing', '[1, 2, "urgent"]',
   '2026-11-07 12:00:00+00', queue.now(), null, null),
  ('00000008-0000-4000-8000-000000000008', 'doubt', 'high', 'failed', '"only a text"',
   queue.now() - interval '2 days', queue.now() - interval '1 hour', null, null),
  ('00000009-0000-4000-8000-000000000009', 'doubt', 'low', 'failed', '{"user_id": -4.2, "question": "dead letters"}',
   queue.now() - interval '3 days', queue.now() - interval '2 hours', '9b2e0000-0000-4000-8000-00000000000b', null),
  ('0000000a-0000-4000-8000-00000000000a', 'topic_short', 'medium', 'completed',
   '{"topic": "Kidney", "video_url": "http://x/v.mp4", "user_id": null}',
   queue.now() - interval '1 hour', queue.now() - interval '30 minutes', null, null),
  ('0000000b-0000-4000-8000-00000000000b', 'doubt', 'medium', 'cancelled', '{"question": "% * rest"}',
   queue.now() - interval '1 hour', queue.now() - interval '50 minutes', null, ''),
  ('0000000d-0000-4000-8000-00000000000d', 'doubt', 'medium', 'queued', '{"question": "later"}',
   queue.now() - interval '5 minutes', queue.now() - interval '5 minutes', null, null),
  ('0000000c-0000-4000-8000-00000000000c', '', 'high', 'completed', '{"user_id": "", "payload": {"user_id": 42}}',
   queue.now() - interval '400 days', queue.now() - interval '399 days', null, null);

update public.jobs set run_at = queue.now() + interval '1 hour'
  where id in ('3f2a0002-0000-4000-8000-000000000002', '4a000003-0000-4000-8000-000000000003',
               '0000000d-0000-4000-8000-00000000000d');
update public.jobs set resource = 'manim', parent_id = '3f2a0001-0000-4000-8000-000000000001'
  where id in ('4a000004-0000-4000-8000-000000000004', '0000000a-0000-4000-8000-00000000000a');
update public.jobs set started_at = created_at + interval '1 minute' where status <> 'queued';
update public.jobs set completed_at = updated_at where status in ('completed', 'failed', 'cancelled')
  and id <> '00000009-0000-4000-8000-000000000009';
update public.jobs set error_message = e.message
from (values
  ('4a000003-0000-4000-8000-000000000003'::uuid,
   '{"message": "connection reset by \"peer\" at 100%", "type": "TIMEOUT", "retryable": true, "stack": "Traceback\n  line_1"}'),
  ('00000008-0000-4000-8000-000000000008', '{"message": "Worker gone", "type": "UNKNOWN", "retryable": false, "stack": null}'),
  ('00000009-0000-4000-8000-000000000009', '{"message": "Ungültige Eingabe \u2014 \\n stays", "type": "INVALID_INPUT"}'),
  ('0000000a-0000-4000-8000-00000000000a', '  '),
  ('0000000b-0000-4000-8000-00000000000b', 'Job timed out: connection RESET'),
  ('0000000c-0000-4000-8000-00000000000c', '{not json, message: TIMEOUT}')
) e (id, message)
where jobs.id = e.id;

delete from queue.leases where true;
insert into queue.leases (token, job_id, number, worker, job_type, eligible_at, claimed_at, expires_at, deadline_at,
                          held_since, cancel_requested_at)
select gen_random_uuid(), l.job_id::uuid, l.number, l.worker, 'x', queue.now(), queue.now(),
       queue.now() + l.expires, queue.now() + l.deadline, queue.now() + l.held, queue.now() + l.cancelled
from (values
  ('4a000004-0000-4000-8000-000000000004', 2, 'vps1-2', interval '1 minute', interval '10 minutes', null::interval, null::interval),
  ('4a000005-0000-4000-8000-000000000005', 1, 'vps2', '-1 minute', '10 minutes', null, '-10 seconds'),
  ('deadbeef-0000-4000-8000-000000000006', 1, 'vps1_2', '-1 minute', '10 minutes', null, null),
  ('00000008-0000-4000-8000-000000000008', 3, 'old', '-1 minute', '5 minutes', '-1 minute', null),
  ('3f2a0002-0000-4000-8000-000000000002', 1, 'old', '-1 minute', '5 minutes', '-1 minute', null),
  ('00000009-0000-4000-8000-000000000009', 3, 'old', '-9 minutes', '-5 minutes', '-9 minutes', null)
) l (job_id, number, worker, expires, deadline, held, cancelled);

insert into queue.attempts (job_id, number, token, worker, started_at, ended_at, outcome, category, counted,
                            exception_type, message, stack, fingerprint)
select a.job_id::uuid, a.number, gen_random_uuid(), a.worker, queue.now(), queue.now(), a.outcome, a.category, true,
       'E', 'm', 's', a.fingerprint
from (values
  ('4a000003-0000-4000-8000-000000000003', 1, 'vps1-1', 'failed', 'timeout', '9c1e0a01'),
  ('4a000004-0000-4000-8000-000000000004', 1, 'vps2', 'failed', 'api_error', '9c1e0a02'),
  ('00000008-0000-4000-8000-000000000008', 1, 'vps1-1', 'failed', 'timeout', '9c1e0a01'),
  ('00000008-0000-4000-8000-000000000008', 2, 'vps1-1', 'failed', 'timeout', '9c1e0a01'),
  ('00000008-0000-4000-8000-000000000008', 3, null, 'lost', 'lost', 'external'),
  ('00000009-0000-4000-8000-000000000009', 1, 'vps%', 'failed', 'invalid_input', 'aaaa0000'),
  ('0000000a-0000-4000-8000-00000000000a', 1, 'vps2', 'completed', null, null)
) a (job_id, number, worker, outcome, category, fingerprint);

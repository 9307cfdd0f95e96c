"""The terminal UI of the queue: `queue-tui`.

Data goes down: `feed` reads and publishes a `snapshot`, `app` holds it, screens and widgets are bound to
it. Intents go up: a key is an action, the action posts one of `intents`, and the app has the feed show
another list (`wishes`) or something done to jobs (`deeds`).

Reading order:

- `__main__`, `command_line`, `running`, `demo`   from the command to a running app
- `app`, `navigation`, `base_app`                 what belongs to what; from view to view; what any app of ours needs
- `personal`, `remembering`, `memory`, `saved`, `lock`   what the person has said of a place and a session
- `typed`, `obeying`                              commands behind a colon: what they are, and what they do
- `snapshot`, `intents`, `queue_view`             what is shown, what is wanted, what is needed of a queue
- `feed`, `pager`, `stretch`, `listing`, `readings`, `pacing`   reading; none of it knows Textual
- `deeds`, `operations`, `quick`, `wishes`, `commands`   what keys and the palette lead to
- `job_deeds`, `bulk_deeds`, `undoable`, `inquiries`   what is done to one job and to many, and asked about them
- `bulk`, `bulk_words`, `edits`, `copying`, `view_sql`   plans and their words; what to change; what can be copied
- `explain_text`, `cancel_seen`                   why a job is where it is, how its cancel went
- `deeds_control`, `undoing`, `plan_questions`    what is done to settings and workers; taking back; plans of the log
- `setting_fields`, `setting_values`, `preview_words`   what can be set, what is set, what a change would mean
- `operation_lines`, `operation_text`, `worker_services`   what the log and the workers say
- `verdict_keys`, `wanted`, `canary`, `canary_deeds`, `failure_text`   the key that helps; failures, one goes first
- `screens`, `dialogs`, `widgets`                 what is on screen, in folders that mirror it
- `clean`, `formatting`, `situation`, `timeline`, `trace`, `json_text`, `wrap`   data as harmless words
- `terminal`, `driver`, `termination`, `crash`, `clipboard`, `outside`, `frugal`   the terminal itself
"""

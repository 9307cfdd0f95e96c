"""A Video Orchestrator for demonstrations and tests: real files, real failures, and a record of both.

It answers POST /render as production's does, with an MP4 file that shows the job's text, and fails in
every way a real one does when the input asks for it. Reading order: `directives` is what an input can
ask for, `videos` draws and encodes, `library` keeps the files, `renders` renders each idempotency
key once, `failing` misbehaves, `journal` records, `answers` decides, `server` puts
it behind HTTP.

All of it needs the extra: pip install 'queue-tui[demo]'.
"""

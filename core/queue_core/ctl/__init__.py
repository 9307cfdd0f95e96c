"""`queuectl`: the queue for scripts, and for people without a screen.

Standard output is data, standard error is narration; exit codes are an API (`exits`). Nothing slow is
imported before a command needs it.

Reading order: `__main__` and `guard` (what becomes of anything that goes wrong), `call` (what the
commands share), `commands` (one module each), `output`, `table` (how answers are shown).
"""

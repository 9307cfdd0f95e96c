"""`queuectl`: the queue for scripts, and for people without a screen.

Standard output is data, standard error is narration; exit codes are an API (`exits`). Nothing slow is
imported before a command needs it.

Reading order: `__main__` and `guard` (what becomes of anything that goes wrong), `call` (what the
commands share), `commands` (one module each), `acting`, `actions`, `plans`, `report` (from the options of an
action to what came of it), `health` and `watching`, `output`, `table` and the modules `*_text` (how answers
are shown).
"""

"""What is done for the person: the only part of the terminal UI that changes the queue.

`table` says which intent is carried out by what; `jobs` one job at once, `many` through a plan (`bulk`), `canaries`
(`canary`), `control` settings and workers, `undoing` (`undoable`) undoes; `edits` and `inquiries` ask; `not_done`
names what could not be done; `operations` and `plan_questions` are what is asked before; `permitted` is what is
offered, and `copying` what can be copied.
"""

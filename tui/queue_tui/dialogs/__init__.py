"""Questions and small forms over a screen: each takes what it needs and dismisses with the answer.

- `confirm`: yes or no, before harm;
- `draft`, `enqueue`, `payload_area`: a new job, or an edited copy of one;
- `menu`, `ask_line`: a choice of a few things, or one line to type;
- `plan` (with `plan_text`), `apply`: an action on many jobs, before it and on its way;
- `explain`: why a job is not running;
- `export`: a list into a file;
- `setting`: the new value of a setting, and what it would mean;
- `quiet`: keys typed before a question could be read are no answer.
"""

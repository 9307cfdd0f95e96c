"""Questions and small forms over a screen: each takes what it needs and dismisses with the answer.

- `confirm`: yes or no, before harm;
- `draft`, `enqueue`, `payload_area`: a new job, or an edited copy of one;
- `copy_menu`: what of a job to copy.
"""

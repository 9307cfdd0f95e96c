"""The verbs of `Queue`, by who says them; the only place that knows the names of SQL functions.

`calls` is how a verb becomes a call; `worker`, `jobs`, `bulk`, `control` and `viewer` are the verbs.
"""

"""What the screens say, as functions of what was read. No widgets in here.

Of a job: `situation`, `explanations`, `cancel_seen`, `timeline`, and its texts: `attempts`, `trace`, `jobs`,
`json_text`. Of what was done: `plans`, `operations`, `operation_lines`. Of the views: `failures`, `verdict_keys`,
`worker_services`, and of settings `setting_fields`, `setting_values`, `previews`. `view_sql` is a list as SQL, and
`wrap` says where lines break.
"""

"""The parts that screens are made of.

Of the jobs screen: `header`, `stats_panel` (with `sparkline`), `filter_line`, `filter_input`, `job_table`
(with `viewport`, `columns`, `job_lines`) and `footer`, each a `painted` widget with the `looks` that all
share. Of the job screen: `job_title`, `section_bar`, `job_sections` with a view for each section.
The views beside them are made of `row_list`s: `worker_rows` with `worker_panel`, `operation_rows` beside a
`text_pane`, `setting_rows` with `setting_panel`,
`failure_rows` under `failures_title` with a `text_pane`. Of the overview:
`verdict_panel`, `numbers_panel` and `watch_panel`, which are as high as their `lines` (`growing`), `plot_grid` of
`queue_plots` (`plot`, `glyphs`), and `type_rows`.
"""

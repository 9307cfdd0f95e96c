"""A list of jobs as a statement that a person can paste into psql.

It calls the function that the screen itself asks: a second translation of the filter language into SQL
could mean something else. No Textual in here.
"""

import json

from queue_core.text import clean
from queue_tui.snapshot import View

PAGE = 100

_STATEMENT = """\
-- jobs{about}
select job.* from jsonb_to_recordset(public.queue_jobs(
  terms => {terms}::jsonb,
  sort => {sort}, descending => {descending}, cursor => null, backward => false, page_size => {page}
) -> 'jobs') as job ({columns});
"""

_COLUMNS = (
    "id uuid, job_type text, priority text, status text, condition text, created_at timestamptz, run_at timestamptz, "
    "started_at timestamptz, completed_at timestamptz, attempts int, worker text, category text, error text"
)


def view_sql(view: View) -> str:
    """The first page of the list, in its order."""
    direction = "true" if view.descending else "false"
    about = f" that match {clean(str(view.filter))}" if view.filter.terms else ""
    terms, sort = _literal(json.dumps(view.filter.as_json())), _literal(view.sort)
    return _STATEMENT.format(about=about, terms=terms, sort=sort, descending=direction, page=PAGE, columns=_COLUMNS)


def _literal(text: str) -> str:
    """A string constant that means the same whatever standard_conforming_strings says."""
    quoted = text.replace("'", "''")
    return "E'" + quoted.replace("\\", "\\\\") + "'" if "\\" in quoted else f"'{quoted}'"

"""The filter language: one grammar for the filter bar, queuectl and bulk actions.

    status:failed,cancelled type:doubt error:"connection reset" age:>15m -worker:vps1 free text

A space means and, a comma or, a leading minus not; quotes keep spaces together and take every sign
its meaning. A filter is parsed here and executed by the SQL function queue.filter_sql.

Reading order: `fields` (what can be asked), `values` (what is asked of it), `terms` (a parsed filter,
its JSON and its text), `points` (durations, dates, numbers), `lexer`, `parser`, `completions`.
"""

from queue_core.filters.completions import Completion, completions
from queue_core.filters.fields import FIELDS, Field, Kind
from queue_core.filters.parser import parse_filter
from queue_core.filters.terms import Filter, Term
from queue_core.filters.values import Match, Op, Range, Value

__all__ = [
    "FIELDS",
    "Completion",
    "Field",
    "Filter",
    "Kind",
    "Match",
    "Op",
    "Range",
    "Term",
    "Value",
    "completions",
    "parse_filter",
]

"""How the queue is doing: a verdict and what helps, the numbers behind it, and how they came about."""

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import Resize

from queue_tui.intents import ShowView
from queue_tui.screens.view import ViewScreen
from queue_tui.snapshot import Attention, Topic
from queue_tui.wanted import jobs_of_type
from queue_tui.widgets.growing import set_height
from queue_tui.widgets.numbers_panel import NumbersPanel
from queue_tui.widgets.plot_grid import PlotGrid
from queue_tui.widgets.row_list import RowList
from queue_tui.widgets.type_rows import type_rows
from queue_tui.widgets.verdict_panel import VerdictPanel
from queue_tui.widgets.watch_panel import WatchPanel

NOTHING = "No job in 24 hours. 2 shows the jobs, and n there makes a test job."


class OverviewScreen(ViewScreen):
    """Verdict, numbers, alerts and services, plots, types: what matters most above, so that it is always there."""

    CSS_PATH = "overview.tcss"
    BINDING_GROUP_TITLE = "Overview"
    AUTO_FOCUS = "RowList"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-short"), (32, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "plots(1)", "Next plot", id="overview.next-plot", tooltip="The plot after this one"),
        Binding("left,h", "plots(-1)", "Plot before", show=False, id="overview.plot-before", tooltip="The one before"),
    ]

    types = getters.query_one(RowList)
    plots = getters.query_one(PlotGrid)

    def body(self) -> ComposeResult:
        """From what is asked first to what explains it."""
        yield VerdictPanel().data_bind(ViewScreen.snapshot)
        with Container(id="numbers"):
            yield NumbersPanel().data_bind(ViewScreen.snapshot)
            yield WatchPanel().data_bind(ViewScreen.snapshot)
        yield PlotGrid().data_bind(ViewScreen.snapshot)
        yield RowList()

    @property
    def attention(self) -> Attention:
        """The overview."""
        return Attention(topics=frozenset({Topic.OVERVIEW}))

    def draw(self) -> None:
        """The types; the other parts draw themselves."""
        overview = self.snapshot.overview
        kinds = () if overview is None else overview.types
        head, rows = type_rows(kinds, self.size.width)
        set_height(self.types, 1 + max(min(len(rows), self._most_rows()), 1))
        self.types.show(None if overview is None else rows, head=head, nothing=NOTHING)

    def _most_rows(self) -> int:
        """Rows of the table, so that what lies above it has room: 3 on 24 lines, 6 on 40."""
        return 1 if self.size.height < 20 else max(self.size.height // 6 - 1, 3)

    def on_resize(self, event: Resize) -> None:
        """More or fewer columns."""
        if self.is_mounted:
            self.draw()

    def action_plots(self, steps: int) -> None:
        """Show the next plot, or the one before; round the end."""
        self.plots.step(steps)

    @on(RowList.Chosen)
    def _list_type(self, event: RowList.Chosen) -> None:
        self.post_message(ShowView("jobs", jobs_of_type(event.key)))

"""The five sections of a job, of which one is shown and only that one is kept up to date."""

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from queue_core.models import Attempt, JobDetail, JobId
from queue_tui.formatting import TimeStyle
from queue_tui.widgets.attempts_view import AttemptsView
from queue_tui.widgets.data_view import DataView
from queue_tui.widgets.menu_list import MenuList
from queue_tui.widgets.overview import overview
from queue_tui.widgets.payload_tree import PayloadTree
from queue_tui.widgets.section_bar import Section
from queue_tui.widgets.text_pane import TextPane
from queue_tui.words.attempts import error_text

SECTIONS = (
    Section("overview", "Overview"),
    Section("error", "Error"),
    Section("attempts", "Attempts"),
    Section("payload", "Payload"),
    Section("result", "Result"),
)


class JobSections(ContentSwitcher):
    """Overview, error, attempts, payload, result."""

    def __init__(self) -> None:
        super().__init__(initial=SECTIONS[0].id)
        self._job_id: JobId | None = None

    def compose(self) -> ComposeResult:
        """Each under the id of its section."""
        yield TextPane(id="overview")
        yield TextPane(id="error")
        yield AttemptsView(id="attempts")
        yield DataView("The payload is null.", id="payload")
        yield DataView("There is no result yet.", id="result")

    @property
    def attempt(self) -> Attempt | None:
        """The attempt under the cursor, where attempts are shown."""
        return self.query_one(AttemptsView).attempt if self.current == "attempts" else None

    def show(self, section: str, detail: JobDetail, times: TimeStyle) -> None:
        """Show a section of a job as it is now."""
        is_other = detail.job.id != self._job_id
        self._job_id = detail.job.id
        self.current = section
        match section:
            case "overview":
                text = overview(detail, times, self.size.width - 1)
                self.query_one("#overview", TextPane).show(text, from_start=is_other)
            case "error":
                self.query_one("#error", TextPane).show(error_text(detail), from_start=is_other)
            case "attempts":
                self.query_one(AttemptsView).show(detail, times)
            case _:
                self.query_one(f"#{section}", DataView).show(detail.payload if section == "payload" else detail.result)

    def take_focus(self, section: str) -> None:
        """Give the keys to what moves in a section: the text, the list or the tree."""
        shown = self.query_one(f"#{section}")
        inner: list[Widget] = [*shown.query(MenuList), *shown.query(PayloadTree)]
        target = shown if shown.can_focus else next(iter(inner), None)
        self.screen.set_focus(target)

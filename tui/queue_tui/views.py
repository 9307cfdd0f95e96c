"""The views, each one digit away. No Textual in here: a screen is imported when it is first shown."""

from typing import NamedTuple


class View(NamedTuple):
    """One of the screens that lie beside each other."""

    name: str
    key: str
    title: str
    module: str
    """Below `queue_tui.screens`."""
    screen: str
    """Its class."""
    meaning: str


VIEWS: tuple[View, ...] = (
    View("overview", "1", "Overview", "overview", "OverviewScreen", "How the queue is doing, what is wrong"),
    View("jobs", "2", "Jobs", "jobs", "JobsScreen", "The list of jobs"),
    View("failures", "3", "Failures", "failures", "FailuresScreen", "What fails, by what it has in common"),
    View("workers", "4", "Workers", "workers", "WorkersScreen", "Who runs the jobs"),
    View("operations", "5", "Operations", "operations", "OperationsScreen", "Who did what, and undoing it"),
    View("settings", "6", "Settings", "settings", "SettingsScreen", "Limits, times, types and alerts"),
)
JOBS = VIEWS[1]
"""The one that is there from the first frame on; it lies below all others."""


def view_named(name: str) -> View:
    """The view of this name; the jobs where there is none."""
    return next((view for view in VIEWS if view.name == name), JOBS)

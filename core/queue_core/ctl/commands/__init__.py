"""The commands of `queuectl`, one module each; `queuectl` is the group of them all."""

from collections.abc import Sequence

import click

from queue_core.ctl.call import common_options
from queue_core.ctl.commands.act import cancel, delete, edit, force_cancel, retry
from queue_core.ctl.commands.apply import apply, halt
from queue_core.ctl.commands.audit import audit
from queue_core.ctl.commands.check import check
from queue_core.ctl.commands.config import config, configure, pause, resume
from queue_core.ctl.commands.doctor import doctor
from queue_core.ctl.commands.enqueue import enqueue
from queue_core.ctl.commands.explain import explain
from queue_core.ctl.commands.export import export
from queue_core.ctl.commands.failures import failures
from queue_core.ctl.commands.job import job
from queue_core.ctl.commands.jobs import jobs
from queue_core.ctl.commands.migrate import migrate
from queue_core.ctl.commands.plan import plan
from queue_core.ctl.commands.quiet import quiet
from queue_core.ctl.commands.release import release
from queue_core.ctl.commands.stats import stats
from queue_core.ctl.commands.undo import undo
from queue_core.ctl.commands.watch import watch
from queue_core.ctl.commands.workers import workers
from queue_core.ctl.exits import EPILOG

_COMMANDS: Sequence[click.Command] = (
    *(jobs, job, explain, failures, stats, workers, config, audit, watch, export),
    *(enqueue, retry, cancel, force_cancel, edit, delete, release, plan, apply, halt, undo),
    *(pause, resume, quiet, configure),
    *(check, migrate, doctor),
)


class InOrder(click.Group):
    """Lists its commands as they were given: looking, acting, caring for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names."""
        return list(self.commands)


@click.group(
    "queuectl",
    cls=InOrder,
    commands={command.name or "": command for command in _COMMANDS},
    epilog=EPILOG,
    context_settings={"max_content_width": 100},
)
@common_options
@click.version_option(package_name="queue-tui", message="%(version)s")
@click.pass_context
def queuectl(context: click.Context, as_json: bool, profile: str | None) -> None:
    """The job queue, for scripts.

    The queue is where QUEUE_DATABASE_URL or SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY say, or where a
    profile of the configuration file says; without any of them it is the embedded database of this user.

    Data goes to standard output, everything else to standard error. QUEUE_ACTOR says who acts, for the
    audit log; without it that is USER@HOST.
    """
    context.obj = {"as_json": as_json, "profile": profile}

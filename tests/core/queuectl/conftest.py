"""`queuectl` on the test's own database."""

import pytest

from tests.support.ctl import Ctl, InProcess
from tests.support.databases import Database
from tests.support.gateway import Gateway
from tests.support.keys import SERVICE_KEY


@pytest.fixture
def ctl(database: Database, capsysbinary: pytest.CaptureFixture[bytes]) -> Ctl:
    """On `database`, directly."""
    return InProcess({"QUEUE_DATABASE_URL": database.conninfo, "QUEUE_ACTOR": "tests"}, capsysbinary)


@pytest.fixture(params=["postgres", "supabase"])
def either(request: pytest.FixtureRequest, database: Database, capsysbinary: pytest.CaptureFixture[bytes]) -> Ctl:
    """On `database`, once directly and once over PostgREST."""
    if request.param == "postgres":
        return InProcess({"QUEUE_DATABASE_URL": database.conninfo}, capsysbinary)
    gateway: Gateway = request.getfixturevalue("gateway")
    return InProcess({"SUPABASE_URL": gateway.url, "SUPABASE_SERVICE_ROLE_KEY": SERVICE_KEY}, capsysbinary)

import pytest
from pydantic import BaseModel

from allmende.base.workflow.actions import retry_incident
from allmende.base.workflow.models import Incident, ServiceJob
from allmende.base.workflow.service_actions import ServiceAction, service_actions
from allmende.base.workflow.service_jobs import run_service_job
from allmende.foundation.events.types import SYSTEM

from .factories import open_names, run

pytestmark = pytest.mark.usefixtures("tenant")
LINES = (
    "start s",
    "service j action=test.add retries=2 p:a=2 'p:b== n'",
    "user after",
    "end e",
    "s j",
    "j after",
    "after e",
)


class Add(BaseModel):
    a: int
    b: int


@pytest.fixture(params=[True, False], ids=["transactional", "outside"])
def calls(request):
    """The keys with which the action was called; ``.broken`` makes it fail."""

    class Calls(list):
        broken = False

    made = Calls()

    def add(context):
        made.append(context.key)
        if made.broken:
            raise OSError("the line is dead")
        return {"sum": context.parameters.a + context.parameters.b}

    service_actions.register(ServiceAction("test.add", "Add", Add, add, transactional=request.param))
    yield made
    service_actions._items.pop("test.add")


def test_a_service_sets_variables_and_goes_on(calls):
    instance = run(*LINES, n=3)
    assert instance.variables["sum"] == 5
    assert open_names(instance) == ["after"]


def test_running_a_done_job_again_changes_nothing(calls, tenant):
    run(*LINES, n=3)
    run_service_job.func(str(tenant.pk), job_id=str(ServiceJob.objects.get().pk))
    assert len(calls) == 1


def test_failing_ends_in_an_incident_with_one_key(calls, tenant):
    calls.broken = True
    instance = run(*LINES, n=3)
    assert not Incident.objects.exists()
    run_service_job.func(str(tenant.pk), job_id=str(ServiceJob.objects.get().pk))
    assert "line is dead" in Incident.objects.get().error
    assert len(set(calls)) == 1
    calls.broken = False
    retry_incident(incident=Incident.objects.get(), actor=SYSTEM)
    assert open_names(instance) == ["after"]


def test_wrong_parameters_are_an_incident_at_once(calls):
    run(*LINES, n="many")
    assert Incident.objects.count() == 1

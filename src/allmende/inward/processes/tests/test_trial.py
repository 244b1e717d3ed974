# ruff: noqa: E501
"""A draft is tried in memory: steps, answers, time limits; nothing of it reaches anybody."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from allmende.base.directory.tests.factories import make_unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.base.workflow.models import Instance, Task
from allmende.foundation.events.types import SYSTEM
from allmende.inward.processes.actions import import_model
from allmende.inward.processes.tests.samples import model as bpmn

pytestmark = pytest.mark.django_db
DRAFT = bpmn(
    """<b:process id="p" name="NAME" isExecutable="true"><b:startEvent id="s"/>
<b:userTask id="ask" name="Dritte betroffen?" allmende:answers="yes: Ja | no: Nein" allmende:result="third"/>
<b:exclusiveGateway id="g" default="other"/><b:userTask id="hear" name="Anhören"/>
<b:boundaryEvent id="late" name="Zu spät" attachedToRef="hear"><b:timerEventDefinition id="t"><b:timeDuration>P14D</b:timeDuration>
</b:timerEventDefinition></b:boundaryEvent><b:endEvent id="e"/><b:endEvent id="e2" name="Abgebrochen"/>
<b:sequenceFlow id="f1" sourceRef="s" targetRef="ask"/><b:sequenceFlow id="f2" sourceRef="ask" targetRef="g"/>
<b:sequenceFlow id="f3" sourceRef="g" targetRef="hear"><b:conditionExpression>third == "yes"</b:conditionExpression></b:sequenceFlow>
<b:sequenceFlow id="other" sourceRef="g" targetRef="e"/><b:sequenceFlow id="f4" sourceRef="hear" targetRef="e"/>
<b:sequenceFlow id="f5" sourceRef="late" targetRef="e2"/></b:process>""",
    spaces='xmlns:allmende="urn:allmende:bpmn:1"',
)  # fmt: skip


@pytest.fixture
def press(tenant, client):
    client.force_login(make_staff(role=Role.DESIGNER, unit=make_unit("amt")))
    model = import_model(content=DRAFT.encode(), file_name="x.bpmn", actor=SYSTEM)

    def send(do="", **sent):
        address = f"/arbeitsplatz/prozesse/modelle/{model.key}/probe/"
        if do:
            client.post(address, {"do": do, **sent})
        return client.get(address).content.decode()

    return send


def button(page, start):
    """The value of the button that begins so."""
    return re.search(rf'value="({start}[^"]*)"', page)[1]


def test_an_answer_decides_the_way_and_the_drawing_shows_where_it_is(press):
    page = press("begin")
    assert "Dritte betroffen?" in page
    page = press(button(page, "answer:0:ask:yes"), **{"name-0": "third"})
    assert "Anhören" in page
    assert "#dfe7fb" in page
    page = press(button(page, "done:0:hear"))
    assert "beendet" in page
    assert not Task.objects.exists()
    assert not Instance.objects.exists()


def test_time_travels_to_a_limit_or_past_it(press):
    page = press(button(press("begin"), "answer:0:ask:yes"), **{"name-0": "third"})
    assert "Zu spät" in page
    far = timezone.localdate() + timedelta(days=20)
    assert "beendet" in press("until", day=far.isoformat())
    page = press("back")
    assert "beendet" not in page
    assert "beendet" in press(button(page, "fire:"))


def test_from_the_start_begins_anew(press):
    press(button(press("begin"), "answer:0:ask:no"), **{"name-0": "third"})
    assert 'value="begin"' in press("restart")


@pytest.mark.parametrize(
    "do", ["done:9:ask", "done:x:y", "answer", "fire:7:nothing", "until", "nonsense:1:2:3"]
)
def test_what_does_not_fit_changes_nothing(press, do):
    press("begin")
    assert "Dritte betroffen?" in press(do, day="no day")

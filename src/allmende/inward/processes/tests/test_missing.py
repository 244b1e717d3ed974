"""What a model names and this municipality does not have is said at its element before it runs."""

import pytest

from allmende.base.directory.tests.factories import make_unit
from allmende.base.procedures.actions import import_files
from allmende.base.procedures.tests.factories import files as procedure_files
from allmende.base.procedures.tests.factories import make_town
from allmende.base.workflow.findings import ProcessRefusedError
from allmende.base.workflow.models import ProcessVersion
from allmende.foundation.events.types import SYSTEM
from allmende.inward.processes.actions import import_model, publish_model
from allmende.inward.processes.missing import missing_in
from allmende.inward.processes.tests import samples

pytestmark = pytest.mark.django_db
OURS = 'xmlns:allmende="urn:allmende:bpmn:1"'


def model(step, lane=""):
    body = f"""<b:process id="p" isExecutable="true">{lane}<b:startEvent id="s"/>{step}<b:endEvent id="e"/>
<b:sequenceFlow id="f1" sourceRef="s" targetRef="t"/><b:sequenceFlow id="f2" sourceRef="t" targetRef="e"/>
</b:process>"""
    return samples.model(body, spaces=OURS).encode()


def calls(action, name, value):
    given = f'<b:extensionElements><allmende:parameter name="{name}" value="{value}"/></b:extensionElements>'
    return f'<b:serviceTask id="t" allmende:action="{action}">{given}</b:serviceTask>'


@pytest.mark.parametrize(
    ("step", "level"),
    [
        ('<b:userTask id="t" allmende:unit="nowhere"/>', "error"),
        ('<b:userTask id="t" allmende:role="king"/>', "error"),
        (calls("involve_unit", "unit", "nowhere"), "error"),
        ('<b:callActivity id="t" calledElement="nowhere"/>', "warning"),
        ('<b:businessRuleTask id="t" allmende:decision="nowhere" allmende:result="r"/>', "warning"),
        (calls("create_document", "template", "nowhere"), "warning"),
    ],
)
def test_what_is_not_there_is_named_at_its_element(tenant, step, level):
    (found,) = missing_in(model(step), "p")
    assert (found.element, found.level) == ("t", level)


@pytest.mark.parametrize(
    "step",
    [
        '<b:userTask id="t" allmende:unit="there" allmende:role="head"/>',
        '<b:userTask id="t" allmende:unit="= param.office"/>',
        '<b:callActivity id="t" calledElement="p"/>',
        '<b:callActivity id="t" calledElement="= which"/>',
        calls("create_document", "send", "true"),
        calls("no_such_action", "unit", "nowhere"),
    ],
)
def test_what_is_there_or_said_by_a_rule_is_no_finding(tenant, step):
    make_unit("there")
    assert missing_in(model(step), "p") == []


def test_an_office_of_a_lane_is_named_at_the_lane(tenant):
    lane = '<b:laneSet id="ls"><b:lane id="l" name="Amt" allmende:unit="nowhere"/></b:laneSet>'
    assert [finding.element for finding in missing_in(model('<b:userTask id="t"/>', lane), "p")] == ["l"]


def test_a_procedure_must_have_the_template_and_of_that_kind(tenant):
    make_town()
    version = import_files(procedure_files(), SYSTEM)
    key = version.procedure.key

    def levels(template):
        content = model(calls("create_document", "template", template))
        return [finding.level for finding in missing_in(content, key)]

    assert levels("nowhere") == ["error"]
    assert levels("decision") == ["error"]


def test_a_task_of_an_office_that_is_not_there_is_not_published_to_run(tenant):
    content = model('<b:userTask id="t" name="Prüfen" allmende:unit="nowhere"/>')
    row = import_model(content=content, file_name="x.bpmn", actor=SYSTEM)
    with pytest.raises(ProcessRefusedError) as refused:
        publish_model(model=row, base=row.current.number, runs=True, actor=SYSTEM)
    assert [finding.element for finding in refused.value.findings] == ["t"]
    assert not ProcessVersion.objects.exists()
    assert publish_model(model=row, base=row.current.number, runs=False, actor=SYSTEM).number == 1

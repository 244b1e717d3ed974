"""What the drawing surface does, the list of steps does, too: every change is drawn, runs, and loses nothing."""

import pytest

from allmende.base.directory.tests.factories import make_unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.base.workflow.checks import compile_and_check
from allmende.base.workflow.graph import Kind, On
from allmende.foundation.events.types import SYSTEM
from allmende.inward.processes.actions import create_model, import_model
from allmende.inward.processes.bpmn.comparing import compare
from allmende.inward.processes.bpmn.lanes import lane_of
from allmende.inward.processes.bpmn.making import AT_ANY_TIME, STEPS, TRIGGERED
from allmende.inward.processes.bpmn.outline import FLOW_NODES, drawn_ids
from allmende.inward.processes.bpmn.placing import Diagram
from allmende.inward.processes.bpmn.tree import as_text, by_id, kind, parse
from allmende.inward.processes.models import ProcessModel
from allmende.inward.processes.queries import current_content
from allmende.inward.processes.tests import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, tenant):
    return Desk(client, make_unit("ordnungsamt", name="Ordnungsamt"))


class Desk:
    """A designer at one model."""

    def __init__(self, client, office, content=None):
        self.client = client
        client.force_login(make_staff(role=Role.DESIGNER, unit=office))
        self.model = create_model(name="Fundsachen", actor=SYSTEM)

    @property
    def content(self):
        return current_content(ProcessModel.objects.select_related("current").get(pk=self.model.pk))

    @property
    def ids(self):
        return by_id(parse(self.content))

    @property
    def process(self):
        return compile_and_check(as_text(self.content))[0]

    def path(self, page="schritte/"):
        return f"/arbeitsplatz/prozesse/modelle/{self.model.key}/{page}"

    def list(self, do, **sent):
        self.said = self.client.post(self.path(), {"do": do, **sent}, follow=True).content.decode()
        self.all_drawn()
        return self.ids

    def set(self, element, **sent):
        name = self.ids[element].get("name") or ""
        answer = self.client.post(self.path(f"element/{element}/"), {"name": name, **sent})
        assert answer.status_code == 302, answer.content.decode()
        self.all_drawn()
        return self.ids

    def all_drawn(self):
        drawn = drawn_ids(parse(self.content))
        wanted = {key for key, e in self.ids.items() if kind(e) in FLOW_NODES | {"sequenceFlow", "lane"}}
        assert wanted <= drawn


@pytest.mark.parametrize("step", STEPS)
def test_every_kind_of_step_can_be_added(desk, step):
    ids = desk.list("add", name="Neu", kind=step, flow="flow_2")
    element, trigger, _words = STEPS[step]
    assert kind(ids["step_2"]) == element
    assert not trigger or kind(ids["step_2"][-1]) == f"{trigger}EventDefinition"


@pytest.mark.parametrize("trigger", TRIGGERED["boundaryEvent"])
def test_every_event_can_be_attached_to_a_step(desk, trigger):
    ids = desk.list("attach:step_1", name="Dazwischen", trigger=trigger)
    assert ids["event_1"].get("attachedToRef") == "step_1"
    assert (ids["event_1"].get("cancelActivity") == "false") == (trigger != "error")
    assert "Dazwischen" in desk.said


def test_an_attached_time_limit_runs(desk):
    desk.list("attach:step_1", trigger="timer", interrupting="yes")
    desk.set("event_1", trigger="timer", duration="P3D", working_days="on", interrupting="on")
    node = desk.process.nodes["event_1"]
    assert (node.interrupting, node.trigger.on, node.trigger.timer.working_days) == (True, On.TIMER, True)


@pytest.mark.parametrize("trigger", AT_ANY_TIME)
def test_steps_may_begin_at_any_time(desk, trigger):
    ids = desk.list("handler", name="Rücknahme", trigger=trigger, within="process", interrupting="yes")
    assert ids["step_2"].get("triggeredByEvent") == "true"
    assert "Was sonst auch läuft" in desk.said


def test_a_part_has_steps_of_its_own_and_takes_others_in(desk):
    desk.list("add", name="Prüfen", kind="subProcess", flow="flow_2")
    inside = desk.ids["step_2"]
    desk.list("add", name="Messen", kind="userTask", flow=inside.findall("{*}sequenceFlow")[0].get("id"))
    assert desk.process.nodes["step_4"].scope == "step_2"
    desk.list("add", name="Davor", kind="userTask", flow="flow_1")
    desk.list("move:step_5", place="after", other="step_4")
    assert desk.process.nodes["step_5"].scope == "step_2"
    desk.list("move:step_2", place="before", other="step_1")
    assert desk.process.nodes["start"].outgoing[0].target == "step_2"
    desk.list("remove:step_2")
    assert "step_4" not in desk.ids
    assert desk.process is not None


@pytest.mark.parametrize(
    ("repeat", "sent", "loop"),
    [
        (
            "parallel",
            {"items": "answers.parties", "item": "party"},
            lambda loop: loop.parallel and loop.items,
        ),
        ("sequential", {"times": "3"}, lambda loop: not loop.parallel and loop.times),
        (
            "while",
            {"again_while": "n < 3", "look_first": "on", "most": "9"},
            lambda loop: loop.test_before and loop.most == 9,
        ),
    ],
)
def test_a_step_runs_several_times(desk, repeat, sent, loop):
    desk.set("step_1", repeat=repeat)
    desk.set("step_1", repeat=repeat, **sent)
    assert loop(desk.process.nodes["step_1"].loop)
    desk.set("step_1", repeat="")
    assert desk.process.nodes["step_1"].loop is None


def test_a_called_process_gets_and_gives_values(desk):
    desk.set("step_1", kind="callActivity")
    desk.set(
        "step_1",
        kind="callActivity",
        called="kasse",
        given="fee: = answers.fee\nfor: dog",
        returned="paid: = ok",
    )
    node = desk.process.nodes["step_1"]
    assert node.kind is Kind.CALL
    assert (list(node.parameters), list(node.outputs)) == (["fee", "for"], ["paid"])
    desk.set("step_1", kind="callActivity", called="kasse", given="", returned="")
    assert not desk.process.nodes["step_1"].parameters


@pytest.mark.parametrize(
    ("element", "trigger", "kind_"),
    [
        ("end", "terminate", Kind.TERMINATE),
        ("end", "escalation", Kind.ESCALATION_END),
        ("start", "timer", Kind.START),
    ],
)
def test_an_event_changes_its_kind(desk, element, trigger, kind_):
    desk.set(element, trigger=trigger)
    assert desk.process.nodes[element].kind is kind_
    desk.set(element, trigger="")
    assert desk.process.nodes[element].trigger is None


def test_lanes_say_which_office_does_their_steps(desk):
    desk.list("lane", name="Bürgerbüro", within="process")
    desk.list("lane", name="Kasse", within="process")
    desk.list("add", name="Buchen", kind="userTask", flow="flow_2")
    desk.set("lane_2", unit="ordnungsamt", role="head")
    desk.set("step_2", lane="lane_2", kind="userTask")
    node = desk.process.nodes["step_2"]
    assert (node.unit.text, node.role) == ("ordnungsamt", "head")
    assert not desk.process.nodes["step_1"].unit
    desk.list("remove_lane:lane_2")
    assert "Kasse" not in desk.content.decode()
    assert not desk.process.nodes["step_2"].unit
    desk.list("remove_lane:lane_1")
    assert "laneSet" not in desk.content.decode()


@pytest.mark.parametrize(
    ("do", "sent", "drawn"),
    [
        ("add", {"name": "Prüfen", "kind": "userTask", "flow": "flow_2"}, "step_3"),
        ("move:step_1", {"place": "after", "other": "step_2"}, "step_1"),
        ("way:step_1", {"condition": "n == 1"}, "end_1"),
        ("attach:step_1", {"trigger": "timer"}, "end_1"),
        ("handler", {"trigger": "timer", "within": "process"}, "step_3"),
    ],
)
def test_what_is_new_or_moved_is_drawn_in_the_lane_to_which_it_belongs(desk, do, sent, drawn):
    desk.list("lane", name="Bürgerbüro", within="process")
    desk.list("lane", name="Kasse", within="process")
    desk.list("add", name="Buchen", kind="userTask", flow="flow_2")
    desk.set("step_2", lane="lane_2", kind="userTask")
    desk.list(do, **sent)
    root = parse(desk.content)
    band, box = Diagram(root).box("lane_1"), Diagram(root).box(drawn)
    assert lane_of(root, drawn) == "lane_1"
    assert band.y < box.y < box.bottom < band.bottom


def test_a_way_leads_elsewhere_and_a_new_end_ends_as_wanted(desk):
    desk.list("add", name="Geht das?", kind="exclusiveGateway", flow="flow_2")
    desk.list("way:step_2", name="nein", condition='outcome == "refuse"', ending="error")
    end = next(key for key, e in desk.ids.items() if e.find("{*}errorEventDefinition") is not None)
    way = next(key for key, e in desk.ids.items() if e.get("targetRef") == end)
    desk.list(f"lead:{way}", target="step_1")
    assert desk.ids[way].get("targetRef") == "step_1"
    assert "kern-alert--danger" not in desk.said


def test_what_goes_with_a_step_is_said_and_goes(desk):
    desk.list("attach:step_1", name="Zu spät", trigger="timer")
    way = next(key for key, e in desk.ids.items() if e.get("sourceRef") == "event_1")
    desk.list("add", name="Nachfragen", kind="userTask", flow=way)
    page = desk.client.get(desk.path() + "?schritt=step_1").content.decode()
    assert "Damit fällt auch weg" in page
    assert "Nachfragen" in page.split("Damit fällt auch weg")[1][:200]
    ids = desk.list("remove:step_1")
    assert {"event_1", "step_2", "step_1"}.isdisjoint(ids)
    assert desk.process is not None


@pytest.mark.parametrize(
    ("do", "sent"),
    [
        ("move:step_1", {"place": "before", "other": "start"}),
        ("move:start", {"place": "before", "other": "step_1"}),
        ("move:step_1", {"place": "after", "other": "nobody"}),
        ("attach:start", {"trigger": "timer"}),
        ("attach:step_1", {"trigger": "signal"}),
        ("lead:flow_1", {"target": "start"}),
        ("lead:flow_2", {"target": "end"}),
        ("handler", {"trigger": "timer", "within": "step_1"}),
        ("begin:step_1", {}),
        ("lane", {"name": "", "within": "process"}),
        ("remove_lane:step_1", {}),
        ("add", {"kind": "transaction", "flow": "flow_1"}),
        ("fly:step_1", {}),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(desk, do, sent):
    before = desk.content
    desk.list(do, **sent)
    assert desk.content == before
    assert "kern-alert--danger" in desk.said


def test_what_was_undone_can_be_redone_and_only_that(desk):
    def offered(word):
        page = desk.client.get(desk.path()).content.decode()
        return "disabled" not in page.split(f'value="{word}"')[1].split(">")[0]

    assert (offered("undo"), offered("redo")) == (False, False)
    desk.list("add", name="Neu", kind="userTask", flow="flow_2")
    assert (offered("undo"), offered("redo")) == (True, False)
    desk.client.post(desk.path("zurueck/"), {"do": "undo", "to": "list"})
    assert (offered("undo"), offered("redo")) == (False, True)


def test_nothing_foreign_is_lost(desk):
    desk.model = import_model(content=samples.ALL["signavio"], file_name="x.bpmn", actor=SYSTEM)
    desk.set("k", lane="l1")
    desk.list("attach:k", name="Spät", trigger="timer")
    text = desk.content.decode()
    assert "written by an analyst" in text
    assert text.count("signavioMetaData") == samples.SIGNAVIO.count("signavioMetaData")


def test_a_comparison_names_what_changed_in_words(desk):
    desk.set("step_1", kind="serviceTask")
    desk.set("step_1", kind="serviceTask", action="close_case")
    before = desk.content
    desk.set("step_1", kind="serviceTask", action="decide")
    desk.set("step_1", kind="serviceTask", action="decide", parameter__reasons="Darum", repeat="parallel")
    (changed,) = compare(before, desk.content)
    assert {change.name: change.after for change in changed.changes} == {
        "Welche Aktion": "Entscheiden",
        "Begründung": "Darum",
        "Wie oft": "mehrmals gleichzeitig",
    }


def test_a_comparison_says_yes_of_what_is_set_and_leaves_texts_alone(desk):
    desk.set("step_1", kind="userTask", repeat="while")
    before = desk.content
    desk.set("step_1", kind="userTask", documentation="yes", repeat="while", look_first="on")
    (changed,) = compare(before, desk.content)
    assert {change.name: change.after for change in changed.changes} == {
        "Erläuterung": "yes",
        "Schon vor dem ersten Mal prüfen": "ja",
    }


def test_a_step_that_leads_back_to_itself_is_removed(desk):
    desk.list("way:step_1", target="step_1", condition="n < 3")
    assert "step_1" not in desk.list("remove:step_1")

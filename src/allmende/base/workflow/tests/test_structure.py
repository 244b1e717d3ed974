"""Scopes: event sub-processes, called processes, repeated activities, lanes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from allmende.base.workflow.actions import (
    cancel_instance,
    deliver_message,
    fire_due_timers,
    publish_process,
    retry_incident,
    start_process,
)
from allmende.base.workflow.decisions.actions import publish_decision
from allmende.base.workflow.decisions.tests.factories import dmn, table
from allmende.base.workflow.models import Incident, Instance, ServiceJob, Subscription, Task, Timer, Token
from allmende.base.workflow.queries import active_instance, open_incidents
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import SYSTEM

from .factories import activity, done, each, event, model, open_names, publish, run, sub, task, unit

pytestmark = pytest.mark.usefixtures("tenant")


def is_clean():
    return not (Token.objects.exists() or Timer.objects.exists() or Subscription.objects.exists())


# -- event sub-processes


def handled(cancels, *, what="message stop"):
    handler = sub(
        "h", event("start", "hs", what, cancels=cancels), "user x", "end he", "hs x", "x he", handles=True
    )
    return "start s", "user a", "end e", "s a", "a e", handler


def test_an_event_sub_process_interrupts_the_process():
    instance = run(*handled(True))
    deliver_message(name="stop", subject="test:1")
    assert open_names(instance) == ["x"]
    assert deliver_message(name="stop", subject="test:1") == []
    done(instance, "x")
    assert (instance.state, instance.end_element) == ("ended", "he")
    assert is_clean()


def test_an_event_sub_process_beside_the_process_begins_each_time():
    instance = run(*handled(False))
    deliver_message(name="stop", subject="test:1")
    deliver_message(name="stop", subject="test:1")
    assert open_names(instance) == ["a", "x", "x"]
    for element in ("a", "x", "x"):
        assert instance.state == "active"
        done(instance, element)
    assert instance.state == "ended"
    assert is_clean()


def test_an_event_sub_process_by_time():
    instance = run(*handled(True, what="timer P3D"))
    fire_due_timers(now=timezone.now() + timedelta(days=4))
    assert open_names(instance) == ["x"]


def test_an_event_sub_process_catches_the_error_of_its_own_scope_once():
    handler = sub(
        "h", event("start", "hs", "error E1"), "user x", event("end", "again", "error E1"), "hs x", "x again",
        handles=True,
    )  # fmt: skip
    inside = sub("p", "start s2", "user i", event("end", "bad", "error E1"), "s2 i", "i bad", handler)
    instance = run(
        "start s",
        inside,
        event("boundary", "c", "error E1", on="p"),
        "user b",
        "end e",
        "s p",
        "p e",
        "c b",
        "b e",
    )
    done(instance, "i")
    assert open_names(instance) == ["x"]
    done(instance, "x")
    assert open_names(instance) == ["b"]


def test_the_boundary_of_a_sub_process_still_counts_while_its_event_sub_process_runs():
    handler = sub("h", event("start", "hs", "message stop"), "user x", "end he", "hs x", "x he", handles=True)
    inside = sub("p", "start s2", "user i", "end e2", "s2 i", "i e2", handler)
    instance = run(
        "start s",
        inside,
        event("boundary", "w", "timer P1D", on="p"),
        "user b",
        "end e",
        "s p",
        "p e",
        "w b",
        "b e",
    )
    deliver_message(name="stop", subject="test:1")
    fire_due_timers(now=timezone.now() + timedelta(days=2))
    assert open_names(instance) == ["b"]


# -- called processes

CALL = (
    "start s",
    activity(
        "callActivity", "c", 'calledElement="hearing"',
        '<bpmn:extensionElements><allmende:parameter name="topic" value="= answers.topic"/>'
        '<allmende:output name="opinion" value="= said"/></bpmn:extensionElements>',
    ),
    "user after", "end e", "s c", "c after", "after e",
)  # fmt: skip


def test_a_called_process_gets_what_is_mapped_and_gives_back():
    publish("hearing", "start s", "user ask", "end e", "s ask", "ask e")
    unit("office")
    caller = run(*CALL, answers={"topic": "noise"}, unit="office")
    child = Instance.objects.get(parent=caller)
    assert (child.variables, child.subject) == ({"topic": "noise", "unit": "office"}, "test:1")
    assert active_instance("test:1") == caller
    done(child, "ask", said="yes", secret="no")
    caller.refresh_from_db()
    assert open_names(caller) == ["after"]
    assert caller.variables["opinion"] == "yes"
    assert "secret" not in caller.variables


def test_a_called_process_without_a_hand_returns_at_once():
    publish("hearing", "start s", "script ask script='topic' result=said", "end e", "s ask", "ask e")
    caller = run(*CALL, answers={"topic": "noise"})
    assert open_names(caller) == ["after"]
    assert caller.variables["opinion"] == "noise"


def test_one_token_calls_process_after_process():
    publish("hearing", "start s", "user ask", "end e", "s ask", "ask e")
    second = activity(
        "callActivity", "d", 'calledElement="hearing"',
        '<bpmn:extensionElements><allmende:output name="second" value="= said"/></bpmn:extensionElements>',
    )  # fmt: skip
    caller = run(*(line.replace("c after", "c d") for line in CALL), second, "d after", answers={"topic": ""})
    for said in ("one", "two"):
        done(Instance.objects.get(parent=caller, state="active"), "ask", said=said)
    caller.refresh_from_db()
    assert (open_names(caller), open_incidents().count()) == (["after"], 0)
    assert (caller.variables["opinion"], caller.variables["second"]) == ("one", "two")


def test_an_error_of_a_called_process_is_caught_by_its_caller():
    publish("hearing", "start s", "user ask", event("end", "bad", "error refused"), "s ask", "ask bad")
    caller = run(
        *CALL, event("boundary", "b", "error refused", on="c"), "user x", "b x", "x e", answers={"topic": ""}
    )
    done(Instance.objects.get(parent=caller), "ask")
    assert open_names(caller) == ["x"]


def test_an_error_that_the_caller_does_not_catch_is_an_incident():
    publish("hearing", "start s", "user ask", event("end", "bad", "error refused"), "s ask", "ask bad")
    caller = run(*CALL, answers={"topic": ""})
    done(Instance.objects.get(parent=caller), "ask")
    assert "refused" in open_incidents().get().error


ESCALATES = ("start s", event("throw", "t", "escalation late"), "user ask", "end e", "s t", "t ask", "ask e")


@pytest.mark.parametrize(
    ("cancels", "left", "called"), [(True, ["x"], "cancelled"), (False, ["x"], "active")]
)
@pytest.mark.parametrize("caught", ["escalation late", "escalation"])
def test_an_escalation_leaves_a_called_process(cancels, left, called, caught):
    publish("hearing", *ESCALATES)
    caught = (event("boundary", "b", caught, on="c", cancels=cancels), "user x", "b x", "x e")
    caller = run(*CALL, *caught, answers={"topic": ""})
    child = Instance.objects.get(parent=caller)
    assert (open_names(caller), child.state) == (left, called)
    assert not open_incidents().exists()
    if not cancels:
        done(child, "ask")
        assert open_names(caller) == ["after", "x"]
    else:
        assert not Task.objects.filter(instance=child).exists()


def test_an_escalation_reaches_an_event_sub_process_of_the_caller_s_caller():
    publish("hearing", *ESCALATES)
    publish("middle", *CALL)
    caller = run(
        "start s", activity("callActivity", "c", 'calledElement="middle"'), "user after", "end e", "s c", "c after",
        "after e",
        sub("h", event("start", "hs", "escalation late", cancels=False), "user told", "end he", "hs told", "told he",
            handles=True),
        answers={"topic": ""},
    )  # fmt: skip
    assert open_names(caller) == ["told"]
    assert Task.objects.filter(element="ask", state="open").count() == 1


def test_an_escalation_at_the_end_comes_before_the_return():
    publish("hearing", "start s", "user ask", event("end", "x", "escalation late"), "s ask", "ask x")
    caught = (event("boundary", "b", "escalation late", on="c", cancels=False), "user x", "b x", "x e")
    caller = run(*CALL, *caught, answers={"topic": ""})
    done(Instance.objects.get(parent=caller), "ask")
    assert open_names(caller) == ["after", "x"]
    assert Instance.objects.get(parent=caller).end_element == "x"


def test_an_escalation_that_no_caller_catches_changes_nothing():
    publish("hearing", *ESCALATES)
    caller = run(*CALL, answers={"topic": ""})
    done(Instance.objects.get(parent=caller), "ask")
    assert open_names(caller) == ["after"]
    assert not open_incidents().exists()


def test_a_process_that_does_not_exist_is_an_incident_until_it_does():
    caller = run(*CALL, answers={"topic": ""})
    assert "hearing" in open_incidents().get().error
    publish("hearing", "start s", "user ask", "end e", "s ask", "ask e")
    retry_incident(incident=open_incidents().get(), actor=SYSTEM)
    assert open_names(Instance.objects.get(parent=caller)) == ["ask"]


def test_whoever_ends_the_caller_ends_the_called():
    publish("hearing", "start s", "user ask", "end e", "s ask", "ask e")
    caller = run(*CALL, event("boundary", "w", "timer P1D", on="c"), "w after", answers={"topic": ""})
    fire_due_timers(now=timezone.now() + timedelta(days=2))
    assert open_names(caller) == ["after"]
    assert Instance.objects.get(parent=caller).state == "cancelled"
    assert not ServiceJob.objects.filter(state="queued").exists()
    assert not open_incidents().exists()


def test_cancelling_the_caller_cancels_the_called():
    publish("hearing", "start s", "user ask", "end e", "s ask", "ask e")
    caller = run(*CALL, answers={"topic": ""})
    cancel_instance(instance=caller, actor=SYSTEM, reason="withdrawn")
    assert set(Instance.objects.values_list("state", flat=True)) == {"cancelled"}
    assert not Task.objects.filter(state="open").exists()


def test_a_called_process_that_was_cancelled_alone_is_an_incident():
    publish("hearing", "start s", "user ask", "end e", "s ask", "ask e")
    caller = run(*CALL, answers={"topic": ""})
    cancel_instance(instance=Instance.objects.get(parent=caller), actor=SYSTEM, reason="mistake")
    assert "cancelled" in open_incidents().get().error


def test_processes_that_call_each_other_without_end_are_stopped():
    publish("hearing", *CALL)
    run(*CALL, answers={"topic": ""})
    assert "without end" in Incident.objects.get().error


# -- repeated activities


def offices(**options):
    loop = each("offices", extra='allmende:item="office" allmende:results="opinions"', **options)
    user = activity("userTask", "a", 'allmende:unit="= office" allmende:result="opinion"', loop)
    return "start s", user, "user after", "end e", "s a", "a after", "after e"


def units(*keys):
    return [unit(key).key for key in keys]


def test_every_office_is_asked_at_once_and_each_answer_is_kept():
    instance = run(*offices(), offices=units("fire", "police", "green"))
    asked = Task.objects.filter(element="a").order_by("id")
    assert [t.unit.key for t in asked] == ["fire", "police", "green"]
    for opinion in ("yes", "no", "yes"):
        assert open_names(instance)[-1] == "a"
        done(instance, "a", opinion=opinion)
    assert open_names(instance) == ["after"]
    assert instance.variables["opinions"] == ["yes", "no", "yes"]
    assert "opinion" not in instance.variables


def test_one_office_after_the_other():
    instance = run(*offices(one_by_one=True), offices=units("fire", "police"))
    assert task(instance, "a").unit.key == "fire"
    done(instance, "a", opinion="yes")
    assert task(instance, "a").unit.key == "police"
    done(instance, "a", opinion="no")
    assert instance.variables["opinions"] == ["yes", "no"]


def test_the_first_no_is_enough():
    instance = run(*offices(until="opinions.exists(o, o == 'no')"), offices=units("fire", "police", "green"))
    done(instance, "a", opinion="no")
    assert open_names(instance) == ["after"]
    assert instance.variables["opinions"] == ["no"]
    assert Task.objects.filter(state="cancelled").count() == 2


def test_two_of_three_are_enough():
    instance = run(
        *offices(until="numberOfCompletedInstances >= 2"), offices=units("fire", "police", "green")
    )
    done(instance, "a")
    done(instance, "a")
    assert open_names(instance) == ["after"]


def test_nothing_to_do_is_passed():
    instance = run(*offices(), offices=[])
    assert open_names(instance) == ["after"]
    assert instance.variables["opinions"] == []


def test_no_list_is_an_incident():
    run(*offices(), offices="fire")
    assert "no list" in open_incidents().get().error


def test_so_many_times():
    user = activity("userTask", "a", "", each(times="n + 1"))
    instance = run("start s", user, "end e", "s a", "a e", n=2)
    assert open_names(instance) == ["a", "a", "a"]


def test_a_sub_process_for_each_keeps_its_own_variables():
    loop = each("offices", extra='allmende:item="office" allmende:results="opinions"')
    inside = sub("p", "start s2", "user i", "user k", "end e2", "s2 i", "i k", "k e2", loop=loop)
    inside = inside.replace('id="p"', 'id="p" allmende:result="opinion"')
    instance = run("start s", inside, "user after", "end e", "s p", "p after", "after e", offices=["x", "y"])
    assert open_names(instance) == ["i", "i"]
    done(instance, "i", opinion="yes")
    done(instance, "i", opinion="no")
    done(instance, "k")
    assert open_names(instance) == ["k"]
    done(instance, "k")
    assert instance.variables["opinions"] == ["yes", "no"]
    assert open_names(instance) == ["after"]


def test_a_boundary_event_belongs_to_all_runs_together():
    instance = run(
        *offices(), event("boundary", "w", "timer P1D", on="a"), "w after", offices=units("fire", "police")
    )
    assert Timer.objects.count() == 1
    fire_due_timers(now=timezone.now() + timedelta(days=2))
    assert open_names(instance) == ["after"]


def test_a_loop_goes_on_while_its_condition_holds():
    loop = "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>!ok</bpmn:loopCondition>"
    loop += "</bpmn:standardLoopCharacteristics>"
    instance = run(
        "start s", activity("userTask", "a", "", loop), "user b", "end e", "s a", "a b", "b e", ok=False
    )
    done(instance, "a")
    assert open_names(instance) == ["a"]
    done(instance, "a", ok=True)
    assert open_names(instance) == ["b"]


@pytest.mark.parametrize(("ok", "left"), [(True, ["b"]), (False, ["a"])])
def test_a_loop_may_look_first_and_has_a_limit(ok, left):
    loop = '<bpmn:standardLoopCharacteristics testBefore="true" loopMaximum="1">'
    loop += "<bpmn:loopCondition>!ok</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    instance = run(
        "start s", activity("userTask", "a", "", loop), "user b", "end e", "s a", "a b", "b e", ok=ok
    )
    assert open_names(instance) == left
    if left == ["a"]:
        done(instance, "a")
        assert open_names(instance) == ["b"]


# -- inclusive gateways


def inclusive():
    return ("start s", "or f default=f_c", "user a", "user b", "user c", "or j", "user d", "end e",
            "s f", "f a x", "f b y", "f c", "a j", "b j", "c j", "j d", "d e")  # fmt: skip


@pytest.mark.parametrize(
    ("x", "y", "begun"), [(True, False, ["a"]), (True, True, ["a", "b"]), (False, False, ["c"])]
)
def test_an_inclusive_gateway_waits_for_those_that_were_begun(x, y, begun):
    instance = run(*inclusive(), x=x, y=y)
    assert open_names(instance) == begun
    for element in begun:
        assert "d" not in open_names(instance)
        done(instance, element)
    assert open_names(instance) == ["d"]


def test_an_inclusive_join_does_not_wait_for_who_went_another_way():
    lines = ("start s", "and f", "user a", "user b", "xor x default=x_j", "or j", "user d", "end e", "end away",
             "s f", "f a", "f b", "a j", "b x", "x away gone", "x j", "j d", "d e")  # fmt: skip
    instance = run(*lines, gone=True)
    done(instance, "a")
    assert open_names(instance) == ["b"]
    done(instance, "b")
    assert open_names(instance) == ["d"]


# -- lanes


def test_a_lane_says_who_does_what_stands_in_it():
    unit("police"), unit("fire")
    lanes = """<bpmn:laneSet id="L"><bpmn:lane id="l1" allmende:unit="police">
      <bpmn:flowNodeRef>a</bpmn:flowNodeRef><bpmn:flowNodeRef>c</bpmn:flowNodeRef><bpmn:flowNodeRef>p</bpmn:flowNodeRef>
      <bpmn:childLaneSet id="M"><bpmn:lane id="l2" allmende:role="head">
      <bpmn:flowNodeRef>b</bpmn:flowNodeRef></bpmn:lane>
      </bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"""
    inside = sub("p", "start s2", "user i", "end e2", "s2 i", "i e2")
    instance = run(
        lanes, "start s", "user a", "user b", "user c unit=fire", inside, "end e",
        "s a", "s b", "s c", "s p", "a e", "b e", "c e", "p e",
    )  # fmt: skip
    found = {t.element: (t.unit.key, t.role) for t in Task.objects.filter(instance=instance)}
    assert found == {"a": ("police", ""), "b": ("police", "head"), "c": ("fire", ""), "i": ("police", "")}


# -- decision tables


def test_a_business_rule_asks_the_tables_that_came_with_the_process():
    fee = publish_decision(
        key="fees",
        dmn=dmn(table("fee", ["dogs: number"], ["fee: number"], "1 | 96", "> 1 | 132")),
        actor=SYSTEM,
    )
    rule = activity(
        "businessRuleTask", "r", 'allmende:decision="fee" allmende:result="fee"',
        '<bpmn:extensionElements><allmende:parameter name="dogs" value="= answers.dogs"/></bpmn:extensionElements>',
    )  # fmt: skip
    bpmn = model("start s", rule, "user a", "end e", "s r", "r a", "a e")
    version = publish_process(key="p", bpmn=bpmn, actor=SYSTEM, decisions={"fee": fee.pk})
    instance = start_process(
        version=version, subject="test:1", variables={"answers": {"dogs": 2}}, actor=SYSTEM
    )
    assert instance.variables["fee"] == 132
    (told,) = [e for e in timeline("test:1") if e.type == "workflow.table_decided"]
    assert told.data["rules"] == ["fee:2"]

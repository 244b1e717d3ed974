"""The control flow, one pattern a test."""

from datetime import timedelta

import pytest
from django.utils import timezone

from allmende.base.workflow.actions import (
    TaskClosedError,
    add_task,
    assign_task,
    cancel_instance,
    complete_task,
    fire_due_timers,
    hand_over_task,
    publish_process,
    retry_incident,
    start_process,
)
from allmende.base.workflow.models import Incident, Task, Timer, Token
from allmende.base.workflow.queries import answers_of, open_incidents, open_tasks, variables_for
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import SYSTEM

from .factories import inner, model, open_names, run, task, timer, unit

pytestmark = pytest.mark.usefixtures("tenant")


def done(instance, element, **variables):
    complete_task(task=task(instance, element), actor=SYSTEM, variables=variables)
    instance.refresh_from_db()


def types():
    return [event.type.removeprefix("workflow.") for event in timeline("test:1")]


def test_sequence():
    instance = run("start s", "user a", "user b", "end e", "s a", "a b", "b e")
    assert open_names(instance) == ["a"]
    done(instance, "a")
    assert open_names(instance) == ["b"]
    done(instance, "b")
    assert (instance.state, instance.end_element) == ("ended", "e")
    assert not Token.objects.exists()


def test_the_log_tells_what_happened():
    instance = run("start s", "user a", "end e", "s a", "a e")
    done(instance, "a")
    assert types() == ["instance_started", "task_opened", "task_completed", "instance_ended"]


def test_parallel_paths_join_when_all_are_there():
    instance = run(
        "start s", "and f", "user a", "user b", "and j", "user c", "end e",
        "s f", "f a", "f b", "a j", "b j", "j c", "c e",
    )  # fmt: skip
    assert open_names(instance) == ["a", "b"]
    done(instance, "b")
    assert open_names(instance) == ["a"]
    done(instance, "a")
    assert open_names(instance) == ["c"]


def test_two_arrows_out_of_a_task_fork():
    instance = run("start s", "user a", "user b", "end e", "s a", "s b", "a e", "b e")
    assert open_names(instance) == ["a", "b"]
    done(instance, "a")
    assert instance.state == "active"
    done(instance, "b")
    assert instance.state == "ended"


@pytest.mark.parametrize(("amount", "expected"), [(5, "small"), (500, "large")])
def test_exclusive_gateway_takes_the_first_path_that_holds(amount, expected):
    instance = run(
        "start s", "xor x default=x_small", "user small", "user large", "end e",
        "s x", "x large 'amount > 100'", "x small", "small e", "large e", amount=amount,
    )  # fmt: skip
    assert open_names(instance) == [expected]


def test_conditions_read_what_a_task_set():
    instance = run(
        "start s", "user check", "xor x default=x_no", "user yes", "user no", "end e",
        "s check", "check x", "x yes \"decision.result == 'grant'\"", "x no", "yes e", "no e",
    )  # fmt: skip
    done(instance, "check", decision={"result": "grant"})
    assert open_names(instance) == ["yes"]


def test_a_loop_goes_back():
    instance = run(
        "start s", "user a", "xor x default=x_a", "end e", "s a", "a x", "x e 'ok'", "x a", ok=False,
    )  # fmt: skip
    done(instance, "a")
    assert open_names(instance) == ["a"]
    done(instance, "a", ok=True)
    assert instance.state == "ended"


def test_terminate_takes_the_other_tokens_away():
    end = '<bpmn:endEvent id="t"><bpmn:terminateEventDefinition/></bpmn:endEvent>'
    instance = run("start s", "and f", "user a", "user b", "end e", end, "s f", "f a", "f b", "a t", "b e")
    done(instance, "a")
    assert instance.state == "ended"
    assert Task.objects.get(element="b").state == "cancelled"


def test_a_script_sets_a_variable():
    instance = run(
        "start s",
        "script c script='amount * 2' result=double",
        "user a",
        "end e",
        "s c",
        "c a",
        "a e",
        amount=21,
    )
    assert instance.variables["double"] == 42


def test_a_circle_without_waiting_is_an_incident():
    instance = run(
        "start s", "script c script='1' result=n", "xor x default=x_c", "end e", "s c", "c x", "x e 'n == 2'", "x c",
    )  # fmt: skip
    assert instance.state == "active"
    assert "circle" in Incident.objects.get().error


def test_sub_process_ends_with_its_last_token():
    inside = inner("start s2", "user i", "user k", "end e2", "s2 i", "s2 k", "i e2", "k e2")
    sub = f'<bpmn:subProcess id="p">{inside}</bpmn:subProcess>'
    instance = run("start s", sub, "user after", "end e", "s p", "p after", "after e")
    done(instance, "i")
    assert open_names(instance) == ["k"]
    done(instance, "k")
    assert open_names(instance) == ["after"]


def test_timer_waits_and_goes_on():
    instance = run("start s", timer("w", "PT2H"), "user a", "end e", "s w", "w a", "a e")
    assert fire_due_timers() == 0
    assert fire_due_timers(now=timezone.now() + timedelta(hours=3)) == 1
    assert open_names(instance) == ["a"]
    assert fire_due_timers(now=timezone.now() + timedelta(hours=3)) == 0


def test_interrupting_boundary_timer_ends_the_task():
    instance = run(
        "start s", "user a", timer("w", "P1D", on="a"), "user b", "end e", "s a", "a e", "w b", "b e"
    )
    fire_due_timers(now=timezone.now() + timedelta(days=2))
    assert open_names(instance) == ["b"]
    assert "task_cancelled" in types()


def test_escalation_leaves_the_task_open():
    lines = (
        "start s",
        "user a",
        timer("w", "P1D", on="a", cancels=False),
        "user b role=head",
        "end e",
        "s a",
        "a e",
        "w b",
        "b e",
    )
    instance = run(*lines)
    fire_due_timers(now=timezone.now() + timedelta(days=2))
    assert open_names(instance) == ["a", "b"]
    done(instance, "a")
    done(instance, "b")
    assert instance.state == "ended"


def test_a_task_done_in_time_takes_its_timer_with_it():
    instance = run(
        "start s", "user a", timer("w", "P1D", on="a"), "user b", "end e", "s a", "a e", "w b", "b e"
    )
    done(instance, "a")
    assert not Timer.objects.exists()
    assert instance.state == "ended"


def test_boundary_timer_of_a_sub_process_ends_all_inside():
    sub = f'<bpmn:subProcess id="p">{inner("start s2", "user i", "end e2", "s2 i", "i e2")}</bpmn:subProcess>'
    instance = run("start s", sub, timer("w", "P1D", on="p"), "user b", "end e", "s p", "p e", "w b", "b e")
    fire_due_timers(now=timezone.now() + timedelta(days=2))
    assert open_names(instance) == ["b"]


def test_the_second_completion_of_a_task_changes_nothing():
    instance = run("start s", "user a", "user b", "end e", "s a", "a b", "b e")
    twice = task(instance, "a")
    done(instance, "a")
    with pytest.raises(TaskClosedError):
        complete_task(task=twice, actor=SYSTEM)
    assert open_names(instance) == ["b"]
    assert types().count("task_completed") == 1


def test_no_path_is_an_incident_that_can_be_repaired():
    instance = run(
        "start s",
        "user a",
        "xor x",
        "user b",
        "user c",
        "end e",
        "s a",
        "a x",
        "x b 'way == 1'",
        "x c 'way == 2'",
        "b e",
        "c e",
    )
    done(instance, "a")
    incident = open_incidents("test:1").get()
    assert incident.element == "x"
    retry_incident(incident=incident, actor=SYSTEM, variables={"way": 2})
    assert open_names(instance) == ["c"]
    assert not open_incidents().exists()


def test_a_done_task_with_no_way_on_is_not_opened_again():
    instance = run(
        "start s",
        "user a",
        "user b",
        "user c",
        "end e",
        "s a",
        "a b 'way == 1'",
        "a c 'way == 2'",
        "b e",
        "c e",
    )
    done(instance, "a")
    retry_incident(incident=open_incidents().get(), actor=SYSTEM, variables={"way": 1})
    assert open_names(instance) == ["b"]


def test_tasks_go_to_their_unit_and_else_to_the_subjects():
    unit("office"), unit("police")
    instance = run(
        "start s", "user a", "user b unit=police", "end e", "s a", "s b", "a e", "b e", unit="office"
    )
    assert task(instance, "a").unit.key == "office"
    assert task(instance, "b").unit.key == "police"


def test_an_unknown_unit_is_an_incident():
    run("start s", "user a unit=nowhere", "end e", "s a", "a e")
    assert "nowhere" in open_incidents().get().error


def test_due_in_working_days_by_expression():
    instance = run("start s", "user a dueDays='= days'", "end e", "s a", "a e", days=3)
    assert 3 <= (task(instance, "a").due_at - timezone.now()).days + 1 <= 7


@pytest.mark.parametrize("days", [None, "many", [1], 1e300, 10**9])
def test_a_number_of_days_that_is_none_is_an_incident(days):
    run(
        "start s",
        "user a dueDays='= days'",
        "end e",
        "s a",
        "a e",
        **({} if days is None else {"days": days}),
    )
    assert "number of days" in open_incidents().get().error


def test_cancelling_takes_everything_away_once():
    instance = run("start s", "user a", timer("w", "P1D", on="a"), "end e", "s a", "a e", "w e")
    cancel_instance(instance=instance, actor=SYSTEM, reason="withdrawn")
    cancel_instance(instance=instance, actor=SYSTEM, reason="withdrawn")
    assert not Token.objects.exists()
    assert not Timer.objects.exists()
    assert types().count("instance_ended") == 1


def test_added_tasks_live_without_a_process():
    added = add_task(subject="test:1", name="Statement", unit=unit("police"), actor=SYSTEM)
    hand_over_task(task=added, unit=unit("fire"), actor=SYSTEM)
    assign_task(task=added, assignee=None, actor=SYSTEM)
    complete_task(task=added, actor=SYSTEM)
    assert not open_tasks("test:1").exists()
    with pytest.raises(TaskClosedError):
        assign_task(task=added, assignee=None, actor=SYSTEM)


def test_an_answer_decides_the_way():
    instance = run(
        "start s",
        "user a result=way 'answers=left: To the left | right: To the right'",
        "xor x default=x_b",
        "user b",
        "user c",
        "end e",
        "s a",
        "a x",
        "x c \"way == 'left'\"",
        "x b",
        "b e",
        "c e",
    )
    asked = task(instance, "a")
    assert answers_of(asked) == (("left", "To the left"), ("right", "To the right"))
    with pytest.raises(ValueError, match="To the right"):
        variables_for(asked, "up")
    done(instance, "a", **variables_for(asked, "left"))
    assert open_names(instance) == ["c"]


def test_a_step_asks_the_database_little(django_assert_max_num_queries):
    lines = ("start s", "user a", "end e", "s a", "a e")
    version = publish_process(key="test", bpmn=model(*lines), actor=SYSTEM)
    with django_assert_max_num_queries(8):
        instance = start_process(version=version, subject="test:1", variables={}, actor=SYSTEM)
    with django_assert_max_num_queries(12):
        complete_task(task=Task.objects.get(instance=instance), actor=SYSTEM)


def test_what_is_reopened_goes_on_where_the_model_says():
    bpmn = model("start s", "user a", "user b", "end e", "s a", "a b", "b e")
    bpmn = bpmn.replace('isExecutable="true"', 'isExecutable="true" allmende:reopen="b"')
    version = publish_process(key="test", bpmn=bpmn, actor=SYSTEM)
    again = start_process(version=version, subject="test:1", variables={}, actor=SYSTEM, reopened=True)
    assert open_names(again) == ["b"]


def test_cancelling_takes_tasks_and_timers_away():
    instance = run(
        "start s", "user a", timer("w", "P1D", on="a"), "end e", "end late", "s a", "a e", "w late"
    )
    cancel_instance(instance=instance, actor=SYSTEM, reason="merged")
    assert (open_names(instance), Timer.objects.count(), Token.objects.count()) == ([], 0, 0)

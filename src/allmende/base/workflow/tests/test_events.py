"""Events: what waits, what interrupts, what goes outward."""

from datetime import timedelta

import pytest
from django.utils import timezone

from allmende.base.workflow.actions import (
    deliver_message,
    fire_due_timers,
    set_variables,
    start_by_condition,
)
from allmende.base.workflow.models import Instance, ProcessStart, Subscription, Task, Timer, Token
from allmende.foundation.events.queries import timeline

from .factories import activity, done, event, open_names, publish, run, sub

pytestmark = pytest.mark.usefixtures("tenant")


def later(**delay):
    return fire_due_timers(now=timezone.now() + timedelta(**delay))


def kinds():
    return [e.data["kind"] for e in timeline("test:1") if e.type == "workflow.event_happened"]


def is_clean():
    return not (Token.objects.exists() or Timer.objects.exists() or Subscription.objects.exists())


# -- messages

CATCH = ("start s", event("catch", "m", "message paid"), "user a", "end e", "s m", "m a", "a e")


def test_a_message_is_waited_for():
    instance = run(*CATCH)
    assert open_names(instance) == []
    assert deliver_message(name="paid", subject="test:1", variables={"amount": 5}) == [instance]
    assert open_names(instance) == ["a"]
    instance.refresh_from_db()
    assert instance.variables == {"amount": 5}
    assert kinds() == ["message"]


def test_a_second_answer_changes_nothing():
    instance = run(*CATCH)
    deliver_message(name="paid", subject="test:1")
    assert deliver_message(name="paid", subject="test:1", variables={"again": 1}) == []
    instance.refresh_from_db()
    assert "again" not in instance.variables


def test_a_message_for_another_subject_or_name_does_not_come():
    run(*CATCH)
    assert deliver_message(name="paid", subject="test:2") == []
    assert deliver_message(name="other", subject="test:1") == []


def test_a_message_with_a_key_finds_who_waits_for_that_key():
    instance = run(
        "start s", event("catch", "m", "message paid", extra='allmende:key="= order"'), "end e", "s m", "m e",
        order="A7",
    )  # fmt: skip
    assert deliver_message(name="paid", key="A8") == []
    assert deliver_message(name="paid", subject="test:1", key="A8") == []
    assert deliver_message(name="paid", key="A7") == [instance]


def test_a_message_goes_to_the_variable_that_the_event_names():
    instance = run(
        "start s", event("catch", "m", "message paid", extra='allmende:result="payment"'), "user a", "end e",
        "s m", "m a", "a e",
    )  # fmt: skip
    deliver_message(name="paid", subject="test:1", variables={"amount": 5})
    instance.refresh_from_db()
    assert instance.variables == {"payment": {"amount": 5}}


def test_a_receive_task_waits_for_its_message():
    receive = activity("receiveTask", "r", 'messageRef="paid"')
    instance = run("start s", receive, "end e", "s r", "r e")
    deliver_message(name="paid", subject="test:1")
    instance.refresh_from_db()
    assert instance.state == "ended"


@pytest.mark.parametrize(("cancels", "left"), [(True, ["b"]), (False, ["a", "b"])])
def test_a_message_on_the_boundary(cancels, left):
    instance = run(
        "start s", "user a", event("boundary", "m", "message stop", on="a", cancels=cancels), "user b", "end e",
        "s a", "a e", "m b", "b e",
    )  # fmt: skip
    deliver_message(name="stop", subject="test:1")
    assert open_names(instance) == left
    for element in left:
        done(instance, element)
    assert instance.state == "ended"
    assert is_clean()


def test_a_thrown_message_reaches_the_process_of_the_same_subject():
    waiting = run(*CATCH)
    throw = '<bpmn:intermediateThrowEvent id="t"><bpmn:extensionElements>'
    throw += '<allmende:parameter name="amount" value="= 2 + 3"/></bpmn:extensionElements>'
    throw += '<bpmn:messageEventDefinition messageRef="paid"/></bpmn:intermediateThrowEvent>'
    sender = run("start s", throw, "end e", "s t", "t e")
    waiting.refresh_from_db()
    assert (sender.state, waiting.variables) == ("ended", {"amount": 5})


def test_a_message_at_the_end_and_a_send_task_are_sent():
    waiting = run(*CATCH)
    run(
        "start s",
        activity("sendTask", "t", 'messageRef="other"'),
        event("end", "e", "message paid"),
        "s t",
        "t e",
    )
    assert open_names(waiting) == ["a"]


def test_a_message_begins_the_newest_version():
    publish("p", event("start", "s", "message order"), "user old", "end e", "s old", "old e")
    publish("p", event("start", "s", "message order"), "user new", "end e", "s new", "new e")
    (instance,) = deliver_message(name="order", subject="test:9", variables={"a": 1})
    assert (instance.subject, instance.variables, open_names(instance)) == ("test:9", {"a": 1}, ["new"])
    assert deliver_message(name="order", subject="test:9", may_start=False) == []


def test_one_process_may_begin_in_several_ways():
    version = publish(
        "p",
        "start s",
        event("start", "m", "message order"),
        "user a",
        "user b",
        "end e",
        "s a",
        "a e",
        "m b",
        "b e",
    )
    assert ProcessStart.objects.count() == 1
    (instance,) = deliver_message(name="order")
    assert open_names(instance) == ["b"]
    assert instance.subject == f"instance:{instance.pk}"
    assert version.starts.get().element == "m"


# -- timers


def test_a_repeated_timer_on_the_boundary_reminds_as_often_as_it_says():
    instance = run(
        "start s", "user a", event("boundary", "w", "timer R2/P7D", on="a", cancels=False), "user b", "end e",
        "s a", "a e", "w b", "b e",
    )  # fmt: skip
    assert [later(days=8), later(days=15), later(days=30)] == [1, 1, 0]
    assert open_names(instance) == ["a", "b", "b"]


def test_missed_repetitions_are_not_made_up_for():
    run(
        "start s", "user a", event("boundary", "w", "timer R/P7D", on="a", cancels=False), "user b", "end e",
        "s a", "a e", "w b", "b e",
    )  # fmt: skip
    assert later(days=100) == 1
    assert Task.objects.filter(element="b").count() == 1
    assert Timer.objects.get().due_at > timezone.now() + timedelta(days=100)


def test_a_process_begins_at_its_time_and_again():
    publish("p", event("start", "s", "timer R/P1M"), "user a", "end e", "s a", "a e")
    assert [later(days=1), later(days=32), later(days=33), later(days=63)] == [0, 1, 0, 1]
    assert Instance.objects.count() == 2


def test_a_clock_that_jumps_back_fires_nothing_twice():
    instance = run("start s", event("catch", "w", "timer PT2H"), "user a", "end e", "s w", "w a", "a e")
    later(hours=3)
    fire_due_timers(now=timezone.now() - timedelta(days=400))
    later(days=400)
    assert open_names(instance) == ["a"]


def test_what_ended_in_the_same_move_leaves_no_timer():
    inside = sub("p", "start s2", "script c script='1' result=n", "end e2", "s2 c", "c e2")
    instance = run(
        "start s", inside, event("boundary", "w", "timer P1D", on="p"), "user a", "user b", "end e",
        "s p", "p a", "w b", "a e", "b e",
    )  # fmt: skip
    assert later(days=2) == 0
    assert open_names(instance) == ["a"]


# -- conditions

RISES = ("start s", "user a", event("boundary", "c", "condition n > 2", on="a", cancels=False), "user b", "end e",
         "s a", "a e", "c b", "b e")  # fmt: skip


def test_a_condition_is_waited_for():
    instance = run(
        "start s", event("catch", "c", "condition n > 2"), "user a", "end e", "s c", "c a", "a e", n=1
    )
    set_variables(instance=instance, variables={"n": 2})
    assert open_names(instance) == []
    set_variables(instance=instance, variables={"n": 3})
    assert open_names(instance) == ["a"]


def test_a_condition_that_holds_already_is_passed():
    instance = run(
        "start s", event("catch", "c", "condition n > 2"), "user a", "end e", "s c", "c a", "a e", n=3
    )
    assert open_names(instance) == ["a"]


def test_a_condition_on_the_boundary_happens_when_it_becomes_true():
    instance = run(*RISES, n=1)
    for n in (3, 4, 1, 5):
        set_variables(instance=instance, variables={"n": n})
    assert open_names(instance) == ["a", "b", "b"]


def test_data_begin_a_process():
    publish("p", event("start", "s", "condition n > 2"), "user a", "end e", "s a", "a e")
    assert start_by_condition(subject="test:1", variables={"n": 2}) == []
    (instance,) = start_by_condition(subject="test:1", variables={"n": 3})
    assert open_names(instance) == ["a"]


# -- errors and escalations


def failing(code, *outside, catches):
    inside = sub(
        "p", "start s2", "and f", "user i", "user k", event("end", "x", f"error {code}"), "end e2",
        "s2 f", "f i", "f k", "i x", "k e2",
    )  # fmt: skip
    return run(
        "start s", inside, event("boundary", "c", f"error {catches}".strip(), on="p"), "user b", "end e",
        "s p", "p e", "c b", "b e", *outside,
    )  # fmt: skip


@pytest.mark.parametrize("catches", ["E1", ""])
def test_an_error_ends_the_sub_process_and_is_caught_on_its_boundary(catches):
    instance = failing("E1", catches=catches)
    done(instance, "i")
    assert open_names(instance) == ["b"]
    assert kinds() == ["error"]


def test_an_error_that_nobody_catches_ends_the_process():
    instance = failing("E1", catches="E2")
    done(instance, "i")
    assert (instance.state, instance.error, instance.end_element) == ("ended", "E1", "x")
    assert is_clean()


@pytest.mark.parametrize(("cancels", "left"), [(True, ["b"]), (False, ["b", "i"])])
def test_an_escalation_goes_to_the_boundary(cancels, left):
    inside = sub(
        "p", "start s2", "user a", event("throw", "x", "escalation late"), "user i", "end e2",
        "s2 a", "a x", "x i", "i e2",
    )  # fmt: skip
    instance = run(
        "start s", inside, event("boundary", "c", "escalation late", on="p", cancels=cancels), "user b", "end e",
        "s p", "p e", "c b", "b e",
    )  # fmt: skip
    done(instance, "a")
    assert open_names(instance) == left


def test_an_escalation_at_the_end_of_a_sub_process_does_not_stop_it():
    inside = sub("p", "start s2", "user a", event("end", "x", "escalation late"), "s2 a", "a x")
    instance = run(
        "start s", inside, event("boundary", "c", "escalation late", on="p", cancels=False), "user b", "user d",
        "end e", "s p", "p d", "c b", "b e", "d e",
    )  # fmt: skip
    done(instance, "a")
    assert open_names(instance) == ["b", "d"]


# -- links and milestones


def test_a_link_leads_on():
    instance = run(
        "start s", event("throw", "l1", "link next"), event("catch", "l2", "link next"), "milestone m", "user a",
        "end e", "s l1", "l2 m", "m a", "a e",
    )  # fmt: skip
    assert open_names(instance) == ["a"]
    assert kinds() == ["milestone"]


# -- the first event decides

FIRST = ("start s", "first g", event("catch", "m", "message paid"), event("catch", "w", "timer P14D"), "user a",
         "user b", "end e", "s g", "g m", "g w", "m a", "w b", "a e", "b e")  # fmt: skip


def test_the_first_event_decides_and_the_others_are_forgotten():
    instance = run(*FIRST)
    deliver_message(name="paid", subject="test:1")
    assert open_names(instance) == ["a"]
    assert later(days=20) == 0
    done(instance, "a")
    assert is_clean()


def test_the_time_runs_out_before_the_message():
    instance = run(*FIRST)
    later(days=20)
    assert open_names(instance) == ["b"]
    assert deliver_message(name="paid", subject="test:1") == []

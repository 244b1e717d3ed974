"""A failure at any statement of a move undoes all of it; what is tried again happens once."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from allmende.base.workflow import movement
from allmende.base.workflow.actions import (
    TaskClosedError,
    cancel_instance,
    complete_task,
    deliver_message,
    fire_due_timers,
    resume_instance,
    start_process,
    suspend_instance,
)
from allmende.base.workflow.actions.timers import _fire
from allmende.base.workflow.models import (
    Incident,
    Instance,
    ProcessStart,
    ProcessVersion,
    ServiceJob,
    Subscription,
    Task,
    Timer,
    Token,
)
from allmende.base.workflow.service_actions import NoParameters, ServiceAction, service_actions
from allmende.base.workflow.service_jobs import queue_waiting_jobs, run_service_job
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.events.verify import verify

from .factories import activity, done, event, open_names, publish, run, sub, task

pytestmark = pytest.mark.usefixtures("tenant")
LATER = timezone.now() + timedelta(days=30)
FORK = ("start s", "user a", event("boundary", "w", "timer P1D", on="a"), "xor x default=x_e", "and f", "user b",
        event("boundary", "m", "message stop", on="b", cancels=False), "user c", "user late", "end e",
        "s a", "a x", "x f ok", "x e", "f b", "f c", "b e", "c e", "w late", "late e", "m e")  # fmt: skip


class Broken(Exception):
    pass


class Breaking:
    """Fails at the ``number``-th statement; lets transactions be ended."""

    def __init__(self, number):
        self.left = number

    def __call__(self, execute, sql, params, many, context):
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.left -= 1
            if self.left == 0:
                raise Broken
        return execute(sql, params, many, context)


def seen():
    """All that a move may have changed."""
    return {
        "tokens": sorted(Token.objects.values_list("element", "state")),
        "tasks": sorted(Task.objects.values_list("element", "state")),
        "timers": sorted(Timer.objects.values_list("element", flat=True)),
        "messages": sorted(Subscription.objects.values_list("element", flat=True)),
        "instances": sorted(Instance.objects.values_list("state", "end_element")),
        "variables": [sorted(v.items()) for v in Instance.objects.order_by("id").values_list("variables", flat=True)],
        "jobs": sorted(ServiceJob.objects.values_list("action", "state")),
        "incidents": Incident.objects.count(),
        "events": list(Event.objects.order_by("position").values_list("type", flat=True)),
    }  # fmt: skip


def complete_a():
    complete_task(task=Task.objects.get(element="a", state="open"), actor=SYSTEM, variables={"ok": True})


def fires():
    if not _fire(list(Timer.objects.all()), LATER):
        raise Broken


MOVES = {
    "completion with a decision, a split, a timer that ends and a message that is waited for": (FORK, complete_a),
    "a timer": (FORK, fires),
    "a message": (
        ("start s", event("catch", "m", "message paid"), "user a", "end e", "s m", "m a", "a e"),
        lambda: deliver_message(name="paid", subject="test:1"),
    ),
    "an error out of a sub-process": (
        ("start s", sub("p", "start s2", "user a", "user i", event("end", "x", "error E"), "end e2",
                        "s2 a", "s2 i", "a x", "i e2"),
         event("boundary", "c", "error E", on="p"), "user b", "end e", "s p", "p e", "c b", "b e"),
        complete_a,
    ),
    "a call of a process": (
        ("start s", "user a", activity("callActivity", "c", 'calledElement="called"'), "end e", "s a", "a c", "c e"),
        complete_a,
    ),
    "the end of a process": (("start s", "user a", "end e", "s a", "a e"), complete_a),
    "a cancellation": (
        FORK, lambda: cancel_instance(instance=Instance.objects.get(), actor=SYSTEM, reason="withdrawn")
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MOVES)
def test_a_failure_at_any_statement_leaves_everything_as_it_was(name):
    lines, move = MOVES[name]
    publish("called", "start s", "user k", "end e", "s k", "k e")
    run(*lines)
    before, number = seen(), 0
    while True:
        number += 1
        try:
            with transaction.atomic(), connection.execute_wrapper(Breaking(number)):
                move()
        except Broken:
            assert seen() == before, f"statement {number}"
            continue
        break
    assert number > 5
    after = seen()
    assert after != before
    with suppress(Broken, Task.DoesNotExist):
        move()
    assert seen() == after
    assert verify().fault is None


# -- a service that answers twice, late or never

CALLS = ("start s", "service j action=test.ask", event("boundary", "w", "timer P1D", on="j"), "user late", "user b",
         "end e", "s j", "j b", "b e", "w late", "late e")  # fmt: skip


@pytest.fixture
def asked():
    """What the action was called with; it answers only while ``asked`` is empty of None."""

    class Asked(list):
        answers = False

    calls = Asked()

    def ask(context):
        calls.append(context.key)
        if not calls.answers:
            raise TimeoutError
        return {"answer": len(calls)}

    service_actions.register(ServiceAction("test.ask", "Ask", NoParameters, ask, transactional=False))
    yield calls
    service_actions._items.pop("test.ask")


def again(tenant):
    run_service_job.func(str(tenant.pk), job_id=str(ServiceJob.objects.get().pk))


def test_a_service_that_never_answers_is_overtaken_by_its_time_limit(asked):
    instance = run(*CALLS)
    fire_due_timers(now=LATER)
    assert open_names(instance) == ["late"]
    assert ServiceJob.objects.get().state == "cancelled"


def test_an_answer_that_comes_too_late_changes_nothing(asked, tenant):
    instance = run(*CALLS)
    fire_due_timers(now=LATER)
    asked.answers = True
    again(tenant)
    instance.refresh_from_db()
    assert (open_names(instance), instance.variables) == (["late"], {})


def test_a_second_answer_changes_nothing(asked, tenant):
    instance = run(*CALLS)
    asked.answers = True
    again(tenant)
    again(tenant)
    assert (open_names(instance), len(set(asked))) == (["b"], 1)
    assert Task.objects.filter(element="b").count() == 1


def test_a_suspended_process_asks_nobody(asked, tenant):
    instance = run(*CALLS)
    before = len(asked)
    suspend_instance(instance=instance, reason="x", actor=SYSTEM)
    asked.answers = True
    again(tenant)
    assert len(asked) == before
    resume_instance(instance=instance, reason="x", actor=SYSTEM)
    assert (open_names(instance), len(asked)) == (["b"], before + 1)


def test_an_answer_whose_move_fails_is_asked_again_with_the_same_key(asked, tenant):
    instance = run(*CALLS)
    asked.answers = True
    for number in range(4, 40):
        try:
            with transaction.atomic(), connection.execute_wrapper(Breaking(number)):
                again(tenant)
        except Broken:
            assert open_names(instance) == []
            continue
        break
    assert (open_names(instance), len(set(asked))) == (["b"], 1)


@pytest.mark.parametrize(
    ("put_off", "taken_up"), [(-timedelta(seconds=1), 1), (timedelta(hours=1), 0), (timedelta(days=400), 1)],
    ids=["lost on its way", "pausing", "put off by a clock that ran ahead"],
)  # fmt: skip
def test_a_step_that_waits_is_taken_up_once(asked, put_off, taken_up):
    instance = run(*CALLS)
    asked.answers = True
    ServiceJob.objects.update(run_after=timezone.now() + put_off)
    assert [queue_waiting_jobs(), queue_waiting_jobs()] == [taken_up, 0]
    assert (open_names(instance), len(set(asked))) == (["b"] * taken_up, 1)


def test_a_step_with_very_many_attempts_pauses_a_day_at_most(asked, tenant):
    run(*(line.replace("action=", "retries=2000 action=") for line in CALLS))
    ServiceJob.objects.update(attempts=1500)
    again(tenant)
    assert ServiceJob.objects.get().run_after < timezone.now() + timedelta(days=1, minutes=1)


# -- time


def test_a_clock_that_jumps_back_holds_up_nobody_and_fires_nothing_twice():
    instance = run(*FORK)
    assert fire_due_timers(now=timezone.now() - timedelta(days=900)) == 0
    assert fire_due_timers(now=LATER) == 1
    assert fire_due_timers(now=timezone.now() - timedelta(days=900)) == 0
    assert fire_due_timers(now=LATER) == 0
    assert open_names(instance) == ["late"]


def test_a_clock_that_jumps_ahead_fires_each_timer_once():
    instance = run(*FORK)
    assert fire_due_timers(now=LATER + timedelta(days=4000)) == 1
    assert fire_due_timers(now=timezone.now()) == 0
    assert open_names(instance) == ["late"]


def test_one_timer_that_cannot_fire_does_not_hold_up_the_others(monkeypatch):
    version = publish("p", *FORK)
    for number in range(3):
        start_process(version=version, subject=f"test:{number}", variables={}, actor=SYSTEM)
    broken = Instance.objects.order_by("id")[1]
    from allmende.base.workflow.engine import Run

    fire = Run.fire

    def fails(self, mark, element, values=None):
        if mark.id in broken.tokens.values_list("id", flat=True):
            raise RuntimeError
        fire(self, mark, element, values)

    monkeypatch.setattr(Run, "fire", fails)
    fire_due_timers(now=LATER)
    assert sorted(Task.objects.filter(element="late").values_list("subject", flat=True)) == [
        "test:0",
        "test:2",
    ]
    monkeypatch.setattr(Run, "fire", fire)
    assert fire_due_timers(now=LATER + timedelta(hours=1)) == 1


def test_one_process_that_cannot_begin_does_not_hold_up_the_others(monkeypatch):
    for key in ("one", "two"):
        publish(key, event("start", "s", "timer P1D"), f"user {key}", "end e", f"s {key}", f"{key} e")
    broken = ProcessStart.objects.get(version__definition__key="one").version_id
    begin = movement.begin

    def fails(*, version_id, **rest):
        if version_id == broken:
            raise RuntimeError
        return begin(version_id=version_id, **rest)

    monkeypatch.setattr(movement, "begin", fails)
    fire_due_timers(now=LATER)
    assert Task.objects.get().element == "two"
    monkeypatch.setattr(movement, "begin", begin)
    assert fire_due_timers(now=LATER + timedelta(hours=1)) == 1


def test_two_workers_on_one_token_move_it_once():
    instance = run("start s", "user a", "user b", "end e", "s a", "a b", "b e")
    one, two = task(instance, "a"), task(instance, "a")
    done(instance, "a")
    for late in (one, two):
        with pytest.raises(TaskClosedError):
            complete_task(task=late, actor=SYSTEM)
    assert open_names(instance) == ["b"]


def test_a_suspended_process_does_not_move():
    instance = run(*FORK)
    Instance.objects.update(state="suspended")
    with pytest.raises(TaskClosedError):
        complete_task(task=task(instance, "a"), actor=SYSTEM)
    fire_due_timers(now=LATER)
    assert open_names(instance) == ["a"]
    Instance.objects.update(state="active")
    fire_due_timers(now=LATER + timedelta(hours=1))
    assert open_names(instance) == ["late"]


def test_versions_stay_with_their_instances():
    instance = run("start s", "user a", "user old", "end e", "s a", "a old", "old e")
    publish("process", "start s", "user a", "user new", "end e", "s a", "a new", "new e")
    done(instance, "a")
    assert open_names(instance) == ["old"]
    assert ProcessVersion.objects.count() == 2

"""What an operator may do to a running process."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from pydantic import BaseModel

from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.base.workflow import actions
from allmende.base.workflow.actions import OperatingError
from allmende.base.workflow.engine.placing import CannotPlaceError
from allmende.base.workflow.models import Incident, Instance, ServiceJob, Task, Timer, Token
from allmende.base.workflow.service_actions import ServiceAction, service_actions
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import SYSTEM, Actor

from .factories import done, each, open_names, run, sub, task, timer, unit

pytestmark = pytest.mark.usefixtures("tenant")
LINE = ("start s", "user a", "user b", "end e", "s a", "a b", "b e")
WHY = {"reason": "Tippfehler", "actor": SYSTEM}
DOES = {
    "move": lambda i, **w: actions.move_token(instance=i, token_id=Token.objects.get().pk, target="b", **w),
    "set": lambda i, **w: actions.change_variables(instance=i, variables={"n": 2}, **w),
    "suspend": lambda i, **w: actions.suspend_instance(instance=i, **w),
    "stop": lambda i, **w: actions.stop_instance(instance=i, **w),
}


def move(instance, source, target):
    token = Token.objects.filter(instance=instance, element=source).order_by("-id")[0]
    actions.move_token(instance=instance, token_id=token.pk, target=target, **WHY)
    instance.refresh_from_db()


@pytest.mark.parametrize("do", DOES.values(), ids=DOES)
def test_only_operators_and_only_with_a_reason(do):
    instance = run(*LINE)
    clerk = make_staff(role=Role.CLERK, unit=unit())
    with pytest.raises(PermissionDenied):
        do(instance, reason="x", actor=Actor("staff", clerk.pk))
    with pytest.raises(OperatingError):
        do(instance, reason=" ", actor=SYSTEM)
    assert timeline("test:1").count() == 2
    operator = make_staff(role=Role.OPERATOR, unit=unit())
    do(instance, reason="x", actor=Actor("staff", operator.pk))
    told = timeline("test:1")[2]
    assert (told.actor, told.personal.data["reason"]) == (f"staff:{operator.pk}", "x")


def test_a_token_is_put_forward_and_back():
    instance = run(*LINE)
    move(instance, "a", "b")
    assert open_names(instance) == ["b"]
    assert Task.objects.get(element="a").state == Task.State.CANCELLED
    move(instance, "b", "a")
    done(instance, "a")
    done(instance, "b")
    assert instance.state == Instance.State.ENDED


NESTED = (
    "start s", "user a", sub("p", "start ps", "user x", sub("q", "start qs", "user y", "end qe", "qs y", "y qe"),
    "end pe", "ps x", "x q", "q pe"), "user z", "end e", "s a", "a p", "p z", "z e",
    timer("late", "P1D", on="p"), "late z",
)  # fmt: skip


def test_into_sub_processes_and_out_again():
    instance = run(*NESTED)
    move(instance, "a", "y")
    assert open_names(instance) == ["y"]
    assert Timer.objects.get().element == "late"
    done(instance, "y")
    assert open_names(instance) == ["z"]
    move(instance, "z", "x")
    move(instance, "x", "z")
    assert open_names(instance) == ["z"]
    assert not Timer.objects.exists()
    assert Token.objects.count() == 1


def test_out_of_a_loop_ends_the_loop():
    loop = f'<bpmn:userTask id="m" name="m">{each(times="3")}</bpmn:userTask>'
    instance = run("start s", loop, "user z", "end e", "s m", "m z", "z e")
    assert open_names(instance) == ["m", "m", "m"]
    move(instance, "m", "z")
    assert open_names(instance) == ["z"]
    assert Token.objects.count() == 1


@pytest.mark.parametrize("target", ["late", "join", "nothing"])
def test_where_no_token_can_stand(target):
    instance = run(
        "start s", "user a", "and fork", "user b", "user c", "and join", "end e", "s a", "a fork", "fork b", "fork c",
        "b join", "c join", "join e", timer("late", "P1D", on="a"), "late e",
    )  # fmt: skip
    with pytest.raises(CannotPlaceError):
        move(instance, "a", target)
    assert open_names(instance) == ["a"]
    assert Timer.objects.count() == 1


def test_a_suspended_process_stands_still_until_it_is_resumed():
    instance = run(*LINE)
    actions.suspend_instance(instance=instance, **WHY)
    with pytest.raises(actions.InstanceSuspendedError):
        actions.complete_task(task=task(instance, "a"), actor=SYSTEM)
    move(instance, "a", "b")
    assert instance.state == Instance.State.SUSPENDED
    actions.resume_instance(instance=instance, **WHY)
    done(instance, "b")
    assert instance.state == Instance.State.ENDED


def test_what_an_operator_tries_again_while_it_is_suspended_waits_as_it_must():
    instance = run(
        "start s", "xor x", "user a", "user b", "end e", timer("late", "P1D", on="a"), "s x", "x a n==1", "x b n==2",
        "a e", "b e", "late e",
    )  # fmt: skip
    actions.suspend_instance(instance=instance, **WHY)
    actions.retry_with(incident=Incident.objects.get(), variables={"n": 1}, **WHY)
    assert open_names(instance) == ["a"]
    assert Timer.objects.get().element == "late"
    instance.refresh_from_db()
    assert instance.state == Instance.State.SUSPENDED


def test_a_process_that_is_over_is_left_alone():
    instance = run(*LINE)
    actions.stop_instance(instance=instance, **WHY)
    assert not Token.objects.exists()
    with pytest.raises(OperatingError):
        actions.suspend_instance(instance=instance, **WHY)


class Text(BaseModel):
    to: int


def test_a_failed_step_is_tried_again_with_a_repaired_parameter():
    sent = []
    service_actions.register(ServiceAction("test.to", "To", Text, lambda c: sent.append(c.parameters.to)))
    try:
        instance = run(
            "start s",
            "service j action=test.to 'p:to== who'",
            "user z",
            "end e",
            "s j",
            "j z",
            "z e",
            who="x",
        )
        incident = Incident.objects.get()
        actions.retry_with(incident=incident, parameters={"to": "7"}, **WHY)
    finally:
        service_actions._items.pop("test.to")
    assert sent == [7]
    assert open_names(instance) == ["z"]
    assert ServiceJob.objects.get().state == ServiceJob.State.DONE
    assert instance.variables["who"] == "x"

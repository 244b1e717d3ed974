"""Running instances change to another version of their process, or stay and say why."""

from __future__ import annotations

import pytest

from allmende.base.workflow import actions
from allmende.base.workflow.models import Instance, Subscription, Task, Timer, Token
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import SYSTEM

from .factories import activity, done, each, event, open_names, publish, sub, timer

pytestmark = pytest.mark.usefixtures("tenant")
OLD = ("start s", "user a 'Prüfen'", "user b", "end e", "s a", "a b", "b e")
PARALLEL = (
    "start s", "and f", "user a", "user b", "user c", "and j", "end e", "s f", "f a", "f b", "f c", "a j", "b j", "c j",
    "j e",
)  # fmt: skip
INSIDE = ("start s", sub("p", "start ps", "user a", "end pe", "ps a", "a pe"), "end e", "s p", "p e")
LOOP = f'<bpmn:userTask id="a" name="a">{each(times="2")}</bpmn:userTask>'


def begin(*lines, **variables):
    version = publish("process", *lines)
    return actions.start_process(version=version, subject="test:1", variables=variables, actor=SYSTEM)


def change(instance, *lines, **mapping):
    after = publish("process", *lines)
    actions.migrate_instance(instance=instance, version=after, mapping=mapping, reason="Gesetz", actor=SYSTEM)
    instance.refresh_from_db()
    return after


def test_an_instance_goes_on_in_the_other_version():
    instance = begin(*OLD)
    after = change(
        instance, "start s", "user a2 'Genau prüfen'", "user n", "end e", "s a2", "a2 n", "n e", a="a2"
    )
    assert instance.version == after
    assert Task.objects.get().name == "Genau prüfen"
    done(instance, "a2")
    assert open_names(instance) == ["n"]
    told = timeline("test:1").get(type="workflow.instance_migrated")
    assert told.personal.data["reason"] == "Gesetz"


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (OLD, ("start s", "user b", "end e", "s b", "b e"), "no such element"),
        (OLD, ("start s", "script a script=1 result=x", "end e", "s a", "a e"), "another kind"),
        (OLD, INSIDE, "another sub-process"),
        (OLD, ("start s", LOOP, "end e", "s a", "a e"), "How often"),
        (
            INSIDE, OLD,
            "sub-process “p”, which the other version does not have",
        ),
    ],
)  # fmt: skip
def test_what_cannot_change_says_why_and_stays(before, after, reason):
    instance = begin(*before)
    old, new = instance.version, publish("process", *after)
    (verdict,) = actions.plan_migration(before=old, after=new, mapping={})
    assert reason in " ".join(one.reason for one in verdict.objections)
    (same,) = actions.migrate_instances(before=old, after=new, mapping={}, reason="x", actor=SYSTEM)
    assert same == verdict
    instance.refresh_from_db()
    assert instance.version == old
    assert open_names(instance) == ["a"]


def test_a_dry_run_changes_nothing():
    instance = begin(*OLD)
    new = publish("process", *OLD, timer("t", "P1D", on="a"), "t e")
    assert [v.objections for v in actions.plan_migration(before=instance.version, after=new, mapping={})] == [
        []
    ]
    assert not Timer.objects.exists()
    assert timeline("test:1").count() == 2


def test_deadlines_that_began_stay_and_new_ones_begin():
    instance = begin(*OLD, timer("t", "P1D", on="a"), "t e", timer("gone", "P2D", on="a"), "gone e")
    due = Timer.objects.get(element="t").due_at
    change(instance, *OLD, timer("t2", "P9D", on="a"), "t2 e", timer("new", "P3D", on="a"), "new e", t="t2")
    assert sorted(Timer.objects.values_list("element", flat=True)) == ["new", "t2"]
    assert Timer.objects.get(element="t2").due_at == due


def test_a_message_that_is_waited_for_stays():
    wait = ("start s", event("catch", "m", "message order"), "user z", "end e", "s m", "m z", "z e")
    instance = begin(*wait)
    change(instance, *(line.replace("order", "paid") for line in wait))
    assert Subscription.objects.get().name == "paid"


def test_a_join_whose_missing_path_is_gone_goes_on():
    instance = begin(*PARALLEL)
    done(instance, "a")
    done(instance, "b")
    with pytest.raises(actions.CannotMigrateError):
        change(instance, *(line for line in PARALLEL if "c" not in line.split()))
    actions.move_token(
        instance=instance, token_id=Token.objects.get(element="c").pk, target="e", reason="x", actor=SYSTEM
    )
    assert instance.state == Instance.State.ACTIVE
    change(instance, *(line for line in PARALLEL if "c" not in line.split()))
    assert instance.state == Instance.State.ENDED


def test_a_mapping_names_what_is_there():
    instance = begin(*OLD)
    with pytest.raises(actions.OperatingError):
        change(instance, *OLD, "user n", "b n", nothing="a")


# -- called processes

CALLS = (
    "start s",
    activity("callActivity", "c", 'calledElement="inner"'),
    "user z",
    "end e",
    "s c",
    "c z",
    "z e",
)
CALLED = ("start s", "user a", "end e", "s a", "a e")


def begin_calling():
    """A running caller, its other version, and the two versions of what it called."""
    old = publish("inner", *CALLED)
    caller = begin(*CALLS)
    new = publish("inner", *(line.replace("a", "a2") if "user" in line else line for line in
                             ("start s", "user a", "end e", "s a2", "a2 e")))  # fmt: skip
    return caller, publish("process", *CALLS, "user more", "z more", "more e"), old, new


def inside(verdicts):
    return [
        (one.before.number, one.changes and one.after.number, [each.element for each in one.objections])
        for verdict in verdicts
        for one in verdict.called
    ]


@pytest.mark.parametrize(
    ("mapping", "outcome", "left"),
    [(None, (1, False, []), "a"), ({}, (1, False, ["a"]), "a"), ({"a": "a2"}, (1, 2, []), "a2")],
    ids=["not asked for", "cannot", "by its own mapping"],
)
def test_what_was_called_stays_or_changes_by_its_own_mapping(mapping, outcome, left):
    caller, after, old, new = begin_calling()
    called = [] if mapping is None else [actions.Change(old, new, mapping)]
    whole = {"before": caller.version, "after": after, "mapping": {}, "called": called}
    dry = list(actions.plan_migration(**whole))
    assert inside(dry) == [outcome]
    assert not timeline("test:1").filter(type="workflow.instance_migrated").exists()
    assert list(actions.migrate_instances(**whole, reason="Gesetz", actor=SYSTEM)) == dry
    child = Instance.objects.get(parent=caller)
    assert (open_names(child), child.version == new) == ([left], left == "a2")
    done(child, left)
    caller.refresh_from_db()
    assert (caller.version, open_names(caller)) == (after, ["z"])


def test_a_caller_that_now_calls_another_process_stays():
    caller, _after, _old, _new = begin_calling()
    publish("other", *CALLED)
    after = publish("process", *(line.replace('"inner"', '"other"') for line in CALLS))
    (verdict,) = actions.plan_migration(before=caller.version, after=after, mapping={})
    assert "another one is called there" in verdict.objections[0].reason
    assert verdict.called == []

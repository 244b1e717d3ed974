"""Running instances change to another version of their process, or stay and say why."""

from __future__ import annotations

import pytest

from allmende.base.workflow import actions
from allmende.base.workflow.models import Instance, Subscription, Task, Timer, Token
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import SYSTEM

from .factories import done, each, event, open_names, publish, sub, timer

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

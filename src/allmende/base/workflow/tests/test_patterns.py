"""The control-flow patterns 1 to 20 of van der Aalst and others (2003): what the engine does with each, as one table.

A story is a list of steps: an element completes its oldest task, ``!name`` delivers a message, ``?a b`` says which
tasks are open now, ``.`` that the process has ended. What BPMN cannot say, or this engine does not run, is refused by
name.
"""

import pytest

from allmende.base.workflow.actions import cancel_instance, deliver_message
from allmende.base.workflow.checks import check_process
from allmende.foundation.events.types import SYSTEM

from .factories import activity, done, each, event, model, open_names, run

SPLIT = ("start s", "and f", "user a", "user b", "s f", "f a", "f b")
SUPPORTED = {
    "1 sequence": (("start s", "user a", "user b", "end e", "s a", "a b", "b e"), {}, ["?a", "a", "?b", "b", "."]),
    "2 parallel split": ((*SPLIT, "end e", "a e", "b e"), {}, ["?a b"]),
    "3 synchronisation": (
        (*SPLIT, "and j", "user c", "end e", "a j", "b j", "j c", "c e"), {}, ["b", "?a", "a", "?c", "c", "."],
    ),
    "4 exclusive choice": (
        ("start s", "xor x default=x_b", "user a", "user b", "end e", "s x", "x a n>1", "x b", "a e", "b e"), {"n": 2},
        ["?a", "a", "."],
    ),
    "5 simple merge": (
        ("start s", "xor x default=x_b", "user a", "user b", "xor m", "user c", "end e",
         "s x", "x a n>1", "x b", "a m", "b m", "m c", "c e"), {"n": 1}, ["b", "?c", "c", "."],
    ),
    "6 multi-choice": (
        ("start s", "or f default=f_c", "user a", "user b", "user c", "end e",
         "s f", "f a n>0", "f b n>1", "f c", "a e", "b e", "c e"), {"n": 2}, ["?a b"],
    ),
    "7 synchronising merge": (
        ("start s", "or f default=f_c", "user a", "user b", "user c", "or j", "user d", "end e",
         "s f", "f a n>0", "f b n>1", "f c", "a j", "b j", "c j", "j d", "d e"), {"n": 2},
        ["a", "?b", "b", "?d", "d", "."],
    ),
    "8 multi-merge": (
        (*SPLIT, "xor m", "user c", "end e", "a m", "b m", "m c", "c e"), {}, ["a", "b", "?c c", "c", "c", "."],
    ),
    "9 discriminator, by ending the others": (
        ("start s", activity("userTask", "a", "", each(times="3", until="numberOfCompletedInstances >= 1")), "user c",
         "end e", "s a", "a c", "c e"), {}, ["?a a a", "a", "?c", "c", "."],
    ),
    "10 arbitrary cycles": (
        ("start s", "xor m", "user a", "user b", "xor x default=x_e", "end e",
         "s m", "m a", "a b", "b x", "x m again", "x e"), {"again": True}, ["a", "b", "?a", "a", "b=again", "."],
    ),
    "11 implicit termination": ((*SPLIT, "a x", "b y", "end x", "end y"), {}, ["a", "?b", "b", "."]),
    "12 multiple instances without synchronisation": (
        ("start s", "xor m", "and f", "user a", "script i 'script=n + 1' result=n", "xor x default=x_e", "end e",
         "end e2", "s m", "m f", "f a", "f i", "i x", "x m n<3", "x e", "a e2"), {"n": 0},
        ["?a a a", "a", "a", "?a", "a", "."],
    ),
    "13 multiple instances, number known at design time": (
        ("start s", activity("userTask", "a", "", each(times="3")), "user c", "end e", "s a", "a c", "c e"), {},
        ["?a a a", "a", "a", "?a", "a", "?c"],
    ),
    "14 multiple instances, number known at run time": (
        ("start s", activity("userTask", "a", "", each("people")), "user c", "end e", "s a", "a c", "c e"),
        {"people": ["x", "y"]}, ["?a a", "a", "a", "?c"],
    ),
    "15 multiple instances, number not known before, one by one": (
        ("start s", activity("userTask", "a", "", "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>again"
         "</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"), "user c", "end e", "s a", "a c", "c e"),
        {"again": True}, ["a", "?a", "a=again", "?c"],
    ),
    "16 deferred choice": (
        ("start s", "first g", event("catch", "m", "message yes"), event("catch", "n", "message no"), "user a",
         "user b", "end e", "s g", "g m", "g n", "m a", "n b", "a e", "b e"), {}, ["?", "!no", "?b", "!yes", "?b"],
    ),
    "18 milestone, as a message that is waited for": (
        (*SPLIT, event("catch", "m", "message reached"), "user c", "end e", "a e", "b m", "m c", "c e"), {},
        ["b", "?a", "!reached", "?a c"],
    ),
    "19 cancel activity": (
        ("start s", "user a", event("boundary", "m", "message stop", on="a"), "user b", "end e",
         "s a", "a e", "m b", "b e"), {}, ["?a", "!stop", "?b", "b", "."],
    ),
    "20 cancel case": ((*SPLIT, "a e", "b e", "end e"), {}, ["?a b", "#", "."]),
}  # fmt: skip
REFUSED = {
    "9 discriminator, as a gateway": ("<bpmn:complexGateway id='o'/>", "ComplexGateway"),
    "17 interleaved parallel routing": (
        "<bpmn:adHocSubProcess id='o'><bpmn:userTask id='i'/></bpmn:adHocSubProcess>", "AdHocSubProcess",
    ),
    "compensation": (
        "<bpmn:intermediateThrowEvent id='o'><bpmn:compensateEventDefinition/></bpmn:intermediateThrowEvent>",
        "CompensateEventDefinition",
    ),
    "transaction": ("<bpmn:transaction id='o'><bpmn:userTask id='i'/></bpmn:transaction>", "Transaction"),
    "signal": (
        "<bpmn:intermediateCatchEvent id='o'><bpmn:signalEventDefinition/></bpmn:intermediateCatchEvent>",
        "SignalEventDefinition",
    ),
    "several triggers at once": (
        "<bpmn:intermediateCatchEvent id='o'><bpmn:signalEventDefinition/><bpmn:timerEventDefinition/>"
        "</bpmn:intermediateCatchEvent>",
        "SignalEventDefinition + TimerEventDefinition",
    ),
}  # fmt: skip


@pytest.mark.parametrize("pattern", SUPPORTED)
def test_the_pattern_runs(pattern, tenant):
    lines, variables, story = SUPPORTED[pattern]
    instance = run(*lines, **variables)
    for step in story:
        if step.startswith("?"):
            assert open_names(instance) == step[1:].split(), step
        elif step.startswith("!"):
            deliver_message(name=step[1:], subject="test:1")
        elif step == "#":
            cancel_instance(instance=instance, actor=SYSTEM, reason="over")
        elif step == ".":
            instance.refresh_from_db()
            assert (instance.state in ("ended", "cancelled"), open_names(instance)) == (True, [])
        else:
            element, _equals, off = step.partition("=")
            done(instance, element, **({off: False} if off else {}))


@pytest.mark.parametrize("pattern", REFUSED)
def test_the_pattern_is_refused_by_name(pattern):
    element, name = REFUSED[pattern]
    findings = check_process(model("start s", element, "end e", "s o", "o e"))
    assert [finding.element for finding in findings if name in finding.message] == ["o"]

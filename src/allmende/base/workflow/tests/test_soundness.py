"""What can go wrong with a process is found before it runs, with a shortest run that leads there."""

import pytest

from allmende.base.workflow.checks import check_process
from allmende.base.workflow.findings import Findings
from allmende.base.workflow.moddle import read_definitions
from allmende.base.workflow.reading import read_process
from allmende.base.workflow.soundness import troubles

from .factories import activity, each, event, model, sub


def found(*lines):
    """(kind, element) → the example."""
    process = read_process(read_definitions(model(*lines))[0], Findings())
    return {(trouble.kind, trouble.node): trouble.example for trouble in troubles(process)}


def test_a_deadlock_comes_with_a_shortest_run_into_it():
    assert found(
        "start s", "user ask", "xor x", "user a", "user b", "and j", "end e",
        "s ask", "ask x", "x a n>1", "x b", "a j", "b j", "j e",
    ) == {("deadlock", "j"): ("s", "ask", "x", "a")}  # fmt: skip


def test_the_example_stands_in_the_finding():
    lines = (
        "start s", "xor x Betrag? default=x_b", "user a Prüfen", "user b Ablehnen", "and j", "end e",
        "s x", "x a n>1", "x b", "a j", "b j", "j e",
    )  # fmt: skip
    (finding,) = [f for f in check_process(model(*lines)) if f.level == "error"]
    assert "For example: s → Betrag? → Prüfen." in finding.message


def test_paths_that_run_at_once_and_are_not_joined_are_a_warning():
    lines = (
        "start s", "and f", "user a", "user b", "xor m", "user c", "end e",
        "s f", "f a", "f b", "a m", "b m", "m c", "c e",
    )  # fmt: skip
    assert found(*lines) == {("twice", "m"): ("s", "f", "a", "m")}
    assert {finding.level for finding in check_process(model(*lines))} == {"warning"}


def test_paths_that_begin_after_each_other_are_no_warning():
    assert not found(
        "start s", "and f", "user a", "user b", "and j", "xor m", "user c", "xor x", "end e",
        "s f", "f a", "f b", "a j", "b j", "j m", "m c", "c x", "x m again", "x e",
    )  # fmt: skip


def test_an_end_of_everything_keeps_nothing_beside_it_from_being_reached():
    assert not found(
        "start s", "user a", event("boundary", "w", "timer P1D", on="a", cancels=False), "user head", "end told",
        event("end", "e", "terminate"), "s a", "a e", "w head", "head told",
    )  # fmt: skip


def test_paths_at_once_may_end_at_the_same_end():
    assert not found("start s", "user a", "user b", "user c", "end e", "s a", "a b", "a c", "b e", "c e")


@pytest.mark.parametrize("gate", ["and", "xor"])
def test_an_event_that_does_not_interrupt_runs_beside_its_task(gate):
    lines = (
        "start s", "user a", event("boundary", "w", "timer P1D", on="a", cancels=False), f"{gate} m", "user c",
        "end e", "s a", "a m", "w m", "m c", "c e",
    )  # fmt: skip
    expected = {"and": ("deadlock", "m"), "xor": ("twice", "m")}[gate]
    assert expected in found(*lines)


def test_an_inclusive_gateway_joins_what_an_inclusive_one_began():
    assert not found(
        "start s", "or f default=f_b", "user a", "user b", "or j", "end e", "s f", "f a n>1", "f b", "a j", "b j",
        "j e",
    )  # fmt: skip


def test_inclusive_gateways_that_wait_for_each_other():
    lines = (
        "start s", "and f", "or one", "or two", "user a", "user b", "xor x", "xor y", "end e",
        "s f", "f one", "f two", "one a", "two b", "a x", "x two go", "x e", "b y", "y one go", "y e",
    )  # fmt: skip
    assert {kind for kind, _node in found(*lines)} == {"deadlock"}


def test_a_parallel_gateway_that_joins_an_inclusive_split_may_wait_for_ever():
    assert ("deadlock", "j") in found(
        "start s", "or f default=f_b", "user a", "user b", "and j", "end e", "s f", "f a n>1", "f b", "a j", "b j",
        "j e",
    )  # fmt: skip


def test_a_process_with_events_structure_and_loops_is_sound():
    inside = sub(
        "p", "start s2", "user i", event("end", "bad", "error E"), "xor x2", "end e2",
        "s2 i", "i x2", "x2 bad n>1", "x2 e2",
    )  # fmt: skip
    assert not found(
        "start s", inside, event("boundary", "c", "error E", on="p"), "first g",
        event("catch", "m", "message yes"), event("catch", "t", "timer P1D"), activity("userTask", "a", "", each("l")),
        "end e", "s p", "p g", "g m", "g t", "m a", "t e", "c e", "a e",
        sub("h", event("start", "hs", "message stop"), "user x", "end he", "hs x", "x he", handles=True),
    )  # fmt: skip


def test_an_event_that_nothing_causes_is_named():
    inside = sub("p", "start s2", "user i", "end e2", "s2 i", "i e2")
    findings = check_process(
        model("start s", inside, event("boundary", "c", "error E", on="p"), "end e", "s p", "p e", "c e")
    )
    assert [(finding.element, finding.level) for finding in findings] == [("c", "warning")]


@pytest.mark.parametrize(
    ("lines", "element", "words"),
    [
        (("first g", event("catch", "m", "message a"), "s g", "g m", "m e"), "g", "at least two"),
        (("first g", "user a", event("catch", "m", "message y"), "s g", "g a", "g m", "a e", "m e"), "g", "only"),
        (("user a", event("catch", "m", "message a"), "s a", "a e", "m e"), "s", "to no step"),
        ((event("catch", "l", "link a"), "s e"), "l", "Nothing leads"),
        ((event("throw", "l", "link a"), "s l", "l e"), "l", "no link"),
        ((event("catch", "m", "message "), "s m", "m e"), "m", "which message"),
        ((event("catch", "m", "timer soon"), "s m", "m e"), "m", "soon"),
        ((event("catch", "m", "timer R/soon"), "s m", "m e"), "m", "repetition"),
        ((event("catch", "m", "condition "), "s m", "m e"), "m", "which condition"),
        (("user a", event("boundary", "b", "error E", on="a", cancels=False), "s a", "a e", "b e"), "b", "interrupt"),
        (("user a", event("boundary", "b", "timer P1D", on="a"), "s a", "a e"), "b", "Nothing follows"),
        ((activity("callActivity", "c"), "s c", "c e"), "c", "which process"),
        ((activity("businessRuleTask", "c"), "s c", "c e"), "c", "which decision table"),
        ((activity("userTask", "a", "", each()), "s a", "a e"), "a", "several times"),
        ((sub("p", event("start", "ps", "message x"), "end pe", "ps pe"), "s p", "p e"), "p", "without a trigger"),
        (("user a", "s a", "a s", "a e"), "s", "No arrow leads to a start"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_at_its_element(lines, element, words):
    findings = check_process(model("start s", "end e", *lines))
    assert any(finding.element == element and words in finding.message for finding in findings), findings

from pathlib import Path

import pytest

from allmende.base.workflow.actions import publish_process
from allmende.base.workflow.checks import check_process, compile_and_check
from allmende.base.workflow.findings import ProcessRefusedError
from allmende.foundation.events.types import SYSTEM

from .factories import model, timer

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data" / "bpmn"


def named(*lines):
    return {
        finding.element: finding.message
        for finding in check_process(model(*lines))
        if finding.level == "error"
    }


def test_a_good_process_has_no_findings():
    assert check_process(model("start s", "user a", "end e", "s a", "a e")) == []


def test_a_process_without_end_is_named():
    assert "no end" in named("start s", "user a", "s a")["P"]


def test_a_process_without_start_is_named():
    assert "no start" in named("user a", "end e", "a e")["P"]


def test_an_element_nothing_leads_to_is_named():
    assert "b" in named("start s", "user a", "user b", "end e", "s a", "a e", "b e")


def test_an_endless_circle_is_named():
    assert "b" in named("start s", "user a", "user b", "end e", "s a", "s b", "a e", "b b")


def test_a_path_without_condition_is_named():
    assert (
        "no condition" in named("start s", "xor x", "user a", "end e", "s x", "x a 'true'", "x e", "a e")["x"]
    )


def test_an_expression_that_does_not_compile_is_named_at_its_arrow():
    found = named("start s", "xor x default=x_e", "user a", "end e", "s x", "x a 'amount >'", "x e", "a e")
    assert "amount >" in found["x_a"]


@pytest.mark.parametrize("priority", ["40000", "-40000"])
def test_a_priority_that_no_task_can_have_is_named(priority):
    found = named("start s", f"user a priority={priority}", "end e", "s a", "a e")
    assert "32767" in found["a"]


@pytest.mark.parametrize(
    ("key", "more"),
    [("a" * 101, ""), ("a", f"role={'r' * 11}"), ("a", f"hint={'h' * 41}")],
    ids=["element", "role", "hint"],
)
def test_what_no_column_holds_is_named(key, more):
    found = named("start s", f"user {key} {more}", "end e", f"s {key}", f"{key} e")
    assert "longer than" in found[key]


def test_an_unknown_action_is_named():
    assert "fly" in named("start s", "service a action=fly", "end e", "s a", "a e")["a"]


def test_what_is_not_run_is_named():
    odd = '<bpmn:complexGateway id="o"/>'
    found = named("start s", odd, "user a", "end e", "s o", "o a", "a e")
    assert "ComplexGateway" in found["o"]


def test_a_wrong_duration_is_named():
    assert "drei Tage" in named("start s", timer("w", "drei Tage"), "end e", "s w", "w e")["w"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "<a/>",
        "<bpmn:definitions",
        '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        "<a>" * 3000,
        "\0",
    ],
)
def test_what_is_no_process_gets_one_clear_message(text):
    (finding,) = check_process(text)
    assert finding.message


def test_publishing_the_same_text_again_changes_nothing(tenant):
    text = model("start s", "user a", "end e", "s a", "a e")
    first = publish_process(key="p", bpmn=text, actor=SYSTEM)
    assert publish_process(key="p", bpmn=text, actor=SYSTEM) == first
    assert publish_process(key="p", bpmn=text.replace("Process", "Other"), actor=SYSTEM).number == 2


def test_a_refused_process_is_not_stored(tenant):
    with pytest.raises(ProcessRefusedError, match="no end"):
        publish_process(key="p", bpmn=model("start s", "user a", "s a"), actor=SYSTEM)


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared reference models")
@pytest.mark.parametrize("path", sorted(SHARED.glob("*.bpmn")), ids=lambda path: path.stem)
def test_reference_models_compile_or_name_what_is_missing(path):
    process, findings = compile_and_check(path.read_text(encoding="utf-8-sig"))
    assert process or [finding for finding in findings if finding.element and finding.message]


def test_a_join_of_alternatives_is_named_with_the_path_that_does_not_come():
    found = named(
        "start s", "xor x default=x_b", "user a", "user b Bürgeramt", "and j", "end e",
        "s x", "x a 'true'", "x b", "a j", "b j", "j e",
    )  # fmt: skip
    assert "Bürgeramt" in found["j"] or "“a”" in found["j"]


def test_a_split_that_joins_is_sound():
    assert not named(
        "start s", "and f", "user a", "user b", "and j", "end e", "s f", "f a", "f b", "a j", "b j", "j e"
    )


def test_a_path_that_leaves_a_split_early_makes_the_join_wait_for_ever():
    found = named(
        "start s", "and f", "user a", "xor x default=x_j", "user b", "and j", "end e", "end away",
        "s f", "f a", "a x", "x away 'true'", "x j", "f b", "b j", "j e",
    )  # fmt: skip
    assert "stand still" in found["j"]


def test_a_terminating_end_leaves_nobody_waiting():
    early = '<bpmn:endEvent id="away"><bpmn:terminateEventDefinition/></bpmn:endEvent>'
    lines = ("start s", "and f", "user a", "xor x default=x_j", "user b", "and j", "end e", early,
             "s f", "f a", "a x", "x away 'true'", "x j", "f b", "b j", "j e")  # fmt: skip
    assert "stand still" not in str(named(*lines))


def test_going_round_without_waiting_is_named():
    found = named(
        "start s",
        "xor x default=x_e",
        "xor y default=y_x",
        "end e",
        "s x",
        "x y 'true'",
        "x e",
        "y x",
        "y e 'true'",
    )
    assert "circle" in found["x"]


def test_asking_again_and_again_is_no_circle():
    assert not named("start s", "user a", "xor x default=x_e", "end e", "s a", "a x", "x a 'again'", "x e")


def test_to_go_on_inside_a_split_is_named_at_its_join():
    lines = (
        "start s",
        "and f",
        "user a",
        "user b",
        "and j",
        "end e",
        "s f",
        "f a",
        "f b",
        "a j",
        "b j",
        "j e",
    )
    bpmn = model(*lines).replace('isExecutable="true"', 'isExecutable="true" allmende:reopen="a"')
    assert [finding.element for finding in check_process(bpmn)] == ["j"]


def test_to_go_on_at_nothing_is_named():
    bpmn = model("start s", "user a", "end e", "s a", "a e")
    bpmn = bpmn.replace('isExecutable="true"', 'isExecutable="true" allmende:reopen="x"')
    assert "“x”" in str(check_process(bpmn)[0])

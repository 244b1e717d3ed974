"""Activities: who does them, which action they call, how often they run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from ..graph import PERSON, Kind, Loop, Node, On, Trigger, Value
from ..moddle import body_of, child_of, kind_of, outputs_of, parameters_of, text_of
from .events import message_name, throwing
from .values import Texts

#: What the column of tasks holds in any database.
_HIGHEST_PRIORITY = 32_767
#: BPMN elements that run, without regard to event definitions. A task of no stated kind is done by a person.
KINDS = {
    "UserTask": Kind.USER,
    "Task": Kind.MANUAL,
    "ManualTask": Kind.MANUAL,
    "ServiceTask": Kind.SERVICE,
    "SendTask": Kind.SERVICE,
    "ReceiveTask": Kind.RECEIVE,
    "ScriptTask": Kind.SCRIPT,
    "BusinessRuleTask": Kind.RULE,
    "CallActivity": Kind.CALL,
    "SubProcess": Kind.SUBPROCESS,
    "ExclusiveGateway": Kind.EXCLUSIVE,
    "ParallelGateway": Kind.PARALLEL,
    "InclusiveGateway": Kind.INCLUSIVE,
    "EventBasedGateway": Kind.EVENT_BASED,
}


def read_activity(texts: Texts, element: Any, node: Node) -> Node:
    """``node`` with what its kind needs."""
    node = replace(node, result=text_of(element, "allmende:result"), loop=_loop(texts, element))
    if node.kind in PERSON:
        return _work(texts, element, node)
    if node.kind is Kind.SERVICE:
        node = service(texts, element, node)
        if kind_of(element) == "SendTask" and not node.action and child_of(element, "messageRef"):
            return throwing(texts, element, node, message_name(texts, element, element))
        return node
    if node.kind is Kind.RECEIVE:
        key = texts.value(element, text_of(element, "allmende:key"))
        name = message_name(texts, element, element)
        if child_of(element, "instantiate") is True:
            texts.findings.error(
                element, _("A task cannot begin a process: put a start event with this message before it.")
            )
        return replace(node, trigger=Trigger(On.MESSAGE, name, key, result=node.result))
    if node.kind is Kind.SCRIPT:
        if not node.result:
            texts.findings.error(element, _("A script names the variable that takes its result."))
        return replace(node, script=texts.expression(element, text_of(element, "script")))
    if node.kind is Kind.RULE:
        return _rule(texts, element, node)
    if node.kind is Kind.CALL:
        return _call(texts, element, node)
    return node


def service(texts: Texts, element: Any, node: Node) -> Node:
    """The action that the element calls, with its parameters."""
    return replace(
        node,
        action=text_of(element, "allmende:action"),
        parameters=_values(texts, element, parameters_of(element)),
        retries=texts.number(element, "allmende:retries", 5),
    )


def _values(texts: Texts, element: Any, given: dict[str, str]) -> dict[str, Value]:
    return {name: texts.value(element, text) for name, text in given.items()}


def _work(texts: Texts, element: Any, node: Node) -> Node:
    return replace(
        node,
        unit=texts.value(element, text_of(element, "allmende:unit")),
        role=text_of(element, "allmende:role"),
        hint=text_of(element, "allmende:hint"),
        priority=texts.number(element, "allmende:priority", 0, most=_HIGHEST_PRIORITY),
        due=texts.duration(element, text_of(element, "allmende:due")),
        due_days=texts.value(element, text_of(element, "allmende:dueDays")),
        answers=_answers(texts, element),
    )


def _answers(texts: Texts, element: Any) -> tuple[tuple[str, str], ...]:
    """``yes: Ja, betroffen | no: Nein`` as (value, label); the chosen value goes into the result variable."""
    parts = [part.partition(":") for part in text_of(element, "allmende:answers").split("|")]
    answers = tuple((value.strip(), label.strip()) for value, _colon, label in parts if value.strip())
    if answers and not (text_of(element, "allmende:result") and all(label for _value, label in answers)):
        texts.findings.error(
            element, _("Answers need a label each, and a variable (result) that takes the chosen one.")
        )
    return answers


def _rule(texts: Texts, element: Any, node: Node) -> Node:
    decision = texts.value(element, text_of(element, "allmende:decision"))
    if not decision:
        texts.findings.error(element, _("This step does not say which decision table it asks."))
    if not node.result:
        texts.findings.error(element, _("A decision names the variable that takes its answer."))
    return replace(node, decision=decision, parameters=_values(texts, element, parameters_of(element)))


def _call(texts: Texts, element: Any, node: Node) -> Node:
    called = texts.value(element, text_of(element, "calledElement"))
    if not called:
        texts.findings.error(element, _("This element does not say which process it calls."))
    # What comes back reads variables of the called process, not of this one.
    apart = Texts(texts.findings)
    outputs = _values(apart, element, outputs_of(element))
    return replace(
        node, called=called, parameters=_values(texts, element, parameters_of(element)), outputs=outputs
    )


def _loop(texts: Texts, element: Any) -> Loop | None:
    loop = child_of(element, "loopCharacteristics")
    if loop is None:
        return None
    if kind_of(loop) == "StandardLoopCharacteristics":
        condition = body_of(loop, "loopCondition")
        if not condition:
            texts.findings.error(element, _("This loop does not say under which condition it goes on."))
        return Loop(
            again_while=texts.maybe(element, condition),
            test_before=child_of(loop, "testBefore") is True,
            most=texts.number(loop, "loopMaximum", 0),
        )
    items, times = text_of(loop, "allmende:items"), body_of(loop, "loopCardinality")
    if not items and not times:
        texts.findings.error(
            element, _("This element runs several times, but does not say for what (items) or how often.")
        )
    item, results = text_of(loop, "allmende:item"), text_of(loop, "allmende:results")
    result = text_of(element, "allmende:result")
    if results and not result:
        texts.findings.error(
            element, _("To collect results, the element names the variable (result) of each run.")
        )
    return Loop(
        parallel=child_of(loop, "isSequential") is not True,
        items=Value("", texts.expression(element, items)) if items else Value(),
        times=Value("", texts.expression(element, times)) if times and not items else Value(),
        item=item,
        until=texts.maybe(element, body_of(loop, "completionCondition")),
        result=result,
        results=results,
    )

"""Processes in few words: ``model("start s", "user a 'Check'", "end e", "s a", "a e")``."""

from __future__ import annotations

import re
import shlex
from html import escape

from allmende.base.directory.models import Unit
from allmende.base.workflow.actions import complete_task, publish_process, start_process
from allmende.base.workflow.models import Instance, ProcessVersion, Task
from allmende.foundation.events.types import SYSTEM

_TAGS = {
    "start": "startEvent", "end": "endEvent", "user": "userTask", "task": "task", "service": "serviceTask",
    "script": "scriptTask", "xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway",
    "first": "eventBasedGateway", "milestone": "intermediateThrowEvent", "rule": "businessRuleTask",
}  # fmt: skip
_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="t" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:allmende="urn:allmende:bpmn:1">'
)


def model(*lines: str) -> str:
    """BPMN from lines: ``kind id [name] [attribute=value…]``, ``from to [condition]``, or raw XML."""
    body = "".join(_line(number, line) for number, line in enumerate(lines))
    process = f'<bpmn:process id="P" name="Process" isExecutable="true">{body}</bpmn:process>'
    return f"{_HEAD}{_declared(body)}{process}</bpmn:definitions>"


def _declared(body: str) -> str:
    """The messages, errors and escalations that are spoken of."""
    codes = {"message": "name", "error": "errorCode", "escalation": "escalationCode"}
    found = sorted(set(re.findall(r'(message|error|escalation)Ref="([^"]+)"', body)))
    return "".join(f'<bpmn:{kind} id="{name}" {codes[kind]}="{name}"/>' for kind, name in found)


def inner(*lines: str) -> str:
    """Lines inside a sub-process."""
    return "".join(_line(number + 100, line) for number, line in enumerate(lines))


def _line(number: int, line: str) -> str:
    if line.startswith("<"):
        return line
    words = shlex.split(line)
    if words[0] in _TAGS:
        return _element(*words)
    source, target, *condition = words
    inside = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{escape(condition[0])}'
        "</bpmn:conditionExpression>"
        if condition
        else ""
    )
    flow = f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">'
    return f"{flow}{inside}</bpmn:sequenceFlow>"


def _element(kind: str, key: str, *rest: str) -> str:
    attributes = dict(word.split("=", 1) for word in rest if "=" in word)
    names = [word for word in rest if "=" not in word]
    script = attributes.pop("script", "")
    parameters = {n.removeprefix("p:"): attributes.pop(n) for n in list(attributes) if n.startswith("p:")}
    inside = f"<bpmn:script>{escape(script)}</bpmn:script>" if script else ""
    if parameters:
        values = "".join(
            f'<allmende:parameter name="{n}" value="{escape(v)}"/>' for n, v in parameters.items()
        )
        inside = f"<bpmn:extensionElements>{values}</bpmn:extensionElements>" + inside
    plain = {"default": "default"}
    written = "".join(
        f' {plain.get(name, "allmende:" + name)}="{escape(value)}"' for name, value in attributes.items()
    )
    name = names[0] if names else key
    return f'<bpmn:{_TAGS[kind]} id="{key}" name="{escape(name)}"{written}>{inside}</bpmn:{_TAGS[kind]}>'


def timer(key: str, wait: str, *, on: str = "", cancels: bool = True, extra: str = "") -> str:
    """A timer event: intermediate, or on the boundary of ``on``."""
    duration = f"<bpmn:timeDuration>{wait}</bpmn:timeDuration>"
    inside = f"<bpmn:timerEventDefinition {extra}>{duration}</bpmn:timerEventDefinition>"
    if not on:
        return f'<bpmn:intermediateCatchEvent id="{key}" name="{key}">{inside}</bpmn:intermediateCatchEvent>'
    interrupting = "true" if cancels else "false"
    return (
        f'<bpmn:boundaryEvent id="{key}" name="{key}" attachedToRef="{on}" cancelActivity="{interrupting}">'
        f"{inside}</bpmn:boundaryEvent>"
    )


def _definition(what: str) -> str:
    """``timer P1D``, ``message order``, ``error E1``, ``escalation late``, ``condition 'a > 1'``, ``link x``."""
    kind, _space, text = what.partition(" ")
    text = escape(text)
    if kind == "timer":
        wait = "timeCycle" if text.startswith("R") else "timeDuration"
        return f"<bpmn:timerEventDefinition><bpmn:{wait}>{text}</bpmn:{wait}></bpmn:timerEventDefinition>"
    if kind == "condition":
        return (
            "<bpmn:conditionalEventDefinition><bpmn:condition xsi:type='bpmn:tFormalExpression'>"
            f"{text}</bpmn:condition></bpmn:conditionalEventDefinition>"
        )
    if kind == "link":
        return f'<bpmn:linkEventDefinition name="{text}"/>'
    reference = f' {kind}Ref="{text}"' if text else ""
    return f"<bpmn:{kind}EventDefinition{reference}/>"


def event(kind: str, key: str, what: str, *, on: str = "", cancels: bool = True, extra: str = "") -> str:
    """An event: ``kind`` is start, catch, throw, end or boundary (then ``on`` an activity)."""
    tag = {"catch": "intermediateCatchEvent", "throw": "intermediateThrowEvent"}.get(kind, f"{kind}Event")
    where = f' attachedToRef="{on}"' if on else ""
    if not cancels:
        where += ' cancelActivity="false"' if on else ' isInterrupting="false"'
    return f'<bpmn:{tag} id="{key}" name="{key}"{where} {extra}>{_definition(what)}</bpmn:{tag}>'


def sub(key: str, *lines: str, handles: bool = False, loop: str = "") -> str:
    """A sub-process; with ``handles`` one that an event begins."""
    triggered = ' triggeredByEvent="true"' if handles else ""
    return f'<bpmn:subProcess id="{key}"{triggered}>{inner(*lines)}{loop}</bpmn:subProcess>'


def activity(tag: str, key: str, extra: str = "", inside: str = "") -> str:
    """An activity with attributes and content as XML."""
    return f'<bpmn:{tag} id="{key}" name="{key}" {extra}>{inside}</bpmn:{tag}>'


def each(
    items: str = "", *, times: str = "", one_by_one: bool = False, until: str = "", extra: str = ""
) -> str:
    """That an activity runs for each of a list, or so many times."""
    listed = f'allmende:items="{escape(items)}"' if items else ""
    counted = f"<bpmn:loopCardinality>{times}</bpmn:loopCardinality>" if times else ""
    ended = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    sequential = "true" if one_by_one else "false"
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}" {listed} {extra}>{counted}{ended}'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def publish(key: str, *lines: str) -> ProcessVersion:
    return publish_process(key=key, bpmn=model(*lines), actor=SYSTEM)


def run(*lines: str, **variables: object) -> Instance:
    """Publish and start the process for one subject."""
    version = publish_process(key="process", bpmn=model(*lines), actor=SYSTEM)
    return start_process(version=version, subject="test:1", variables=variables, actor=SYSTEM)


def unit(key: str = "office") -> Unit:
    """A unit of the current tenant."""
    return Unit.objects.get_or_create(key=key, defaults={"name": key.title()})[0]


def open_names(instance: Instance) -> list[str]:
    """The elements with an open task."""
    return sorted(Task.objects.filter(instance=instance, state="open").values_list("element", flat=True))


def task(instance: Instance, element: str) -> Task:
    """The open task at ``element``."""
    return Task.objects.get(instance=instance, element=element, state="open")


def done(instance: Instance, element: str, **variables: object) -> None:
    """Complete the oldest open task at ``element``."""
    oldest = Task.objects.filter(instance=instance, element=element, state="open").order_by("id").first()
    assert oldest is not None, f"no open task at {element}: {open_names(instance)}"
    complete_task(task=oldest, actor=SYSTEM, variables=variables)
    instance.refresh_from_db()

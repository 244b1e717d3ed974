"""Processes in few words: ``model("start s", "user a 'Check'", "end e", "s a", "a e")``."""

from __future__ import annotations

import shlex
from html import escape

from allmende.base.directory.models import Unit
from allmende.base.workflow.actions import publish_process, start_process
from allmende.base.workflow.models import Instance, Task
from allmende.foundation.events.types import SYSTEM

_TAGS = {
    "start": "startEvent", "end": "endEvent", "user": "userTask", "task": "task", "service": "serviceTask",
    "script": "scriptTask", "xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway",
}  # fmt: skip
_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="t" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:allmende="urn:allmende:bpmn:1">'
)


def model(*lines: str) -> str:
    """BPMN from lines: ``kind id [name] [attribute=value…]``, ``from to [condition]``, or raw XML."""
    body = "".join(_line(number, line) for number, line in enumerate(lines))
    return f'{_HEAD}<bpmn:process id="P" name="Process" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'


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

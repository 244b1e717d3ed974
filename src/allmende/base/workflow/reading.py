"""From BPMN to the graph: what is not executed is a finding, never a surprise at run time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from allmende.foundation.expressions import Expression, ExpressionError, compile_expression

from .calendar import Duration
from .findings import Findings, unsupported
from .graph import Flow, Kind, Node, Process, TimerRule, Value
from .moddle import body_of, child_of, children, kind_of, parameters_of, text_of

#: BPMN elements that run, without regard to event definitions. A task of no stated kind is done by a person.
_KINDS = {
    "UserTask": Kind.USER,
    "Task": Kind.MANUAL,
    "ManualTask": Kind.MANUAL,
    "ServiceTask": Kind.SERVICE,
    "SendTask": Kind.SERVICE,
    "ScriptTask": Kind.SCRIPT,
    "ExclusiveGateway": Kind.EXCLUSIVE,
    "ParallelGateway": Kind.PARALLEL,
    "SubProcess": Kind.SUBPROCESS,
}
_EVENTS = {
    ("StartEvent", ()): Kind.START,
    ("EndEvent", ()): Kind.END,
    ("EndEvent", ("TerminateEventDefinition",)): Kind.TERMINATE,
    ("IntermediateThrowEvent", ()): Kind.MILESTONE,
    ("IntermediateCatchEvent", ("TimerEventDefinition",)): Kind.TIMER,
    ("BoundaryEvent", ("TimerEventDefinition",)): Kind.BOUNDARY_TIMER,
}
_DOCUMENTS = frozenset({"DataObject", "DataObjectReference", "DataStoreReference", "SequenceFlow"})


def executable_process(definitions: Any, findings: Findings) -> Any | None:
    """The one process that runs; further pools only document."""
    processes = [root for root in children(definitions, "rootElements") if kind_of(root) == "Process"]
    running = [process for process in processes if child_of(process, "isExecutable")] or processes
    running = [process for process in running if child_of(process, "flowElements")]
    if len(running) == 1:
        return running[0]
    findings.error(
        definitions,
        _("There is no process in this file.")
        if not running
        else _("There are %(count)s processes in this file; mark the one that runs as executable.")
        % {"count": len(running)},
    )
    return None


def read_process(definitions: Any, findings: Findings) -> Process | None:
    """Compile the executable process; what stands in its way is added to ``findings``, and None comes back."""
    process = executable_process(definitions, findings)
    if process is None:
        return None
    reader = _Reader(findings)
    start = reader.read_scope(process, None)
    if findings.errors:
        return None
    name = text_of(process, "name") or text_of(definitions, "name")
    reopen = text_of(process, "allmende:reopen")
    if reopen and (reopen not in reader.nodes or reader.nodes[reopen].scope is not None):
        findings.error(process, _("There is no element “%(key)s” at which to go on.") % {"key": reopen})
        return None
    return Process(text_of(process, "id"), name, start, reader.nodes, frozenset(reader.references), reopen)


class _Reader:
    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.nodes: dict[str, Node] = {}
        self.references: set[str] = set()

    def read_scope(self, container: Any, scope: str | None) -> str:
        """Read the elements of a process or sub-process; the key of its start event, or empty."""
        elements = list(children(container, "flowElements"))
        flows, incoming = self._flows(elements)
        boundary: dict[str, list[str]] = defaultdict(list)
        starts: list[str] = []
        for element in elements:
            node = self._node(element, scope)
            if node is None:
                continue
            key = node.id
            outgoing = tuple(flows[key])
            if node.kind is Kind.START:
                starts.append(key)
            if node.attached_to:
                boundary[node.attached_to].append(key)
            self.nodes[key] = replace(node, incoming=incoming[key], outgoing=outgoing)
        for key, attached in boundary.items():
            if key in self.nodes:
                self.nodes[key] = replace(self.nodes[key], boundary=tuple(attached))
        return self._the_start(container, starts)

    def _the_start(self, container: Any, starts: list[str]) -> str:
        if len(starts) > 1:
            self.findings.error(
                container, _("There are several start events; exactly one can begin the process.")
            )
        elif not starts:
            self.findings.error(container, _("There is no start event without a trigger."))
        ends = {Kind.END, Kind.TERMINATE}
        inner = {text_of(element, "id") for element in children(container, "flowElements")}
        if not any(node.kind in ends and key in inner for key, node in self.nodes.items()):
            self.findings.error(container, _("The process has no end event."))
        return starts[0] if starts else ""

    def _flows(self, elements: list[Any]) -> tuple[dict[str, list[Flow]], dict[str, int]]:
        outgoing: dict[str, list[Flow]] = defaultdict(list)
        incoming: dict[str, int] = defaultdict(int)
        for element in elements:
            if kind_of(element) != "SequenceFlow":
                continue
            source, target = child_of(element, "sourceRef"), child_of(element, "targetRef")
            if source is None or target is None:
                self.findings.error(element, _("This arrow does not connect two elements."))
                continue
            condition = body_of(element, "conditionExpression")
            compiled = self._expression(element, condition) if condition else None
            key = text_of(target, "id")
            outgoing[text_of(source, "id")].append(
                Flow(text_of(element, "id"), text_of(element, "name"), key, compiled)
            )
            incoming[key] += 1
        return outgoing, incoming

    def _node(self, element: Any, scope: str | None) -> Node | None:
        kind_name = kind_of(element)
        if kind_name in _DOCUMENTS:
            return None
        events = [kind_of(event) for event in children(element, "eventDefinitions")]
        kind = _KINDS.get(kind_name) or _EVENTS.get((kind_name, tuple(events)))
        if kind is None:
            self.findings.error(element, unsupported(element, events))
            return None
        if loop := child_of(element, "loopCharacteristics"):
            self.findings.error(element, unsupported(element, [kind_of(loop)]))
        if child_of(element, "triggeredByEvent") or child_of(element, "isForCompensation"):
            self.findings.error(element, unsupported(element, [_("event sub-process or compensation")]))
        default = child_of(element, "default")
        node = Node(
            id=text_of(element, "id"),
            name=" ".join(text_of(element, "name").split()),
            kind=kind,
            scope=scope,
            default=text_of(default, "id") if default is not None else None,
        )
        return self._special(element, node)

    def _special(self, element: Any, node: Node) -> Node:
        if node.kind in (Kind.TIMER, Kind.BOUNDARY_TIMER):
            node = replace(node, timer=self._timer(element))
        if node.kind is Kind.BOUNDARY_TIMER:
            attached = child_of(element, "attachedToRef")
            if attached is None:
                self.findings.error(element, _("This boundary event is not attached to a task."))
            return replace(
                node,
                attached_to=text_of(attached, "id") if attached is not None else "",
                interrupting=child_of(element, "cancelActivity") is not False,
            )
        if node.kind in (Kind.USER, Kind.MANUAL):
            return self._work(element, node)
        if node.kind is Kind.SERVICE:
            return self._service(element, node)
        if node.kind is Kind.SCRIPT:
            result = text_of(element, "allmende:result")
            if not result:
                self.findings.error(element, _("A script names the variable that takes its result."))
            return replace(node, script=self._expression(element, text_of(element, "script")), result=result)
        if node.kind is Kind.SUBPROCESS:
            return replace(node, inner_start=self.read_scope(element, node.id))
        return node

    def _work(self, element: Any, node: Node) -> Node:
        return replace(
            node,
            unit=self._value(element, text_of(element, "allmende:unit")),
            role=text_of(element, "allmende:role"),
            hint=text_of(element, "allmende:hint"),
            priority=self._number(element, "allmende:priority", 0),
            due=self._duration(element, text_of(element, "allmende:due")),
            due_days=self._value(element, text_of(element, "allmende:dueDays")),
            answers=self._answers(element),
            result=text_of(element, "allmende:result"),
        )

    def _answers(self, element: Any) -> tuple[tuple[str, str], ...]:
        """``yes: Ja, betroffen | no: Nein`` as (value, label); the chosen value goes into the result variable."""
        parts = [part.partition(":") for part in text_of(element, "allmende:answers").split("|")]
        answers = tuple((value.strip(), label.strip()) for value, _colon, label in parts if value.strip())
        if answers and not (text_of(element, "allmende:result") and all(label for _value, label in answers)):
            self.findings.error(
                element, _("Answers need a label each, and a variable (result) that takes the chosen one.")
            )
        return answers

    def _service(self, element: Any, node: Node) -> Node:
        values = {name: self._value(element, text) for name, text in parameters_of(element).items()}
        return replace(
            node,
            action=text_of(element, "allmende:action"),
            parameters=values,
            retries=self._number(element, "allmende:retries", 5),
        )

    def _timer(self, element: Any) -> TimerRule | None:
        definition = next(iter(children(element, "eventDefinitions")))
        working_days = bool(child_of(definition, "allmende:workingDays"))
        duration, moment = body_of(definition, "timeDuration"), body_of(definition, "timeDate")
        if duration.startswith("="):
            return TimerRule(value=self._value(element, duration), working_days=working_days)
        if duration:
            return TimerRule(duration=self._duration(element, duration), working_days=working_days)
        if moment:
            return TimerRule(value=self._value(element, moment), is_date=True)
        self.findings.error(element, _("This timer does not say when: it needs a duration or a date."))
        return None

    def _number(self, element: Any, attribute: str, default: int) -> int:
        text = text_of(element, attribute)
        if text and not text.lstrip("-").isdigit():
            self.findings.error(element, _("“%(text)s” is not a whole number.") % {"text": text})
        return int(text) if text.lstrip("-").isdigit() else default

    def _duration(self, element: Any, text: str) -> Duration | None:
        if not text:
            return None
        try:
            return Duration.parse(text)
        except ValueError:
            self.findings.error(
                element, _("“%(text)s” is not a length of time such as P14D, P1M or PT2H.") % {"text": text}
            )
            return None

    def _value(self, element: Any, text: str) -> Value:
        if not text.startswith("="):
            return Value(text)
        return Value("", self._expression(element, text[1:].strip()))

    def _expression(self, element: Any, text: str) -> Expression | None:
        text = text.removeprefix("=").strip() if not text.startswith("==") else text
        try:
            expression = compile_expression(text)
        except ExpressionError as error:
            self.findings.error(
                element,
                _("The expression “%(text)s” cannot be understood: %(error)s")
                % {"text": text, "error": error},
            )
            return None
        self.references |= expression.references
        return expression

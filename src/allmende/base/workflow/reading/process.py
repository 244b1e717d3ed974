"""The executable process of a file, scope by scope."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from ..findings import Findings, unsupported
from ..graph import ENDS, PERSON, Flow, Kind, Node, On, Process
from ..moddle import body_of, child_of, children, kind_of, text_of
from .activities import KINDS, read_activity, service
from .events import EVENTS, definitions_of, event_kind, read_event
from .lanes import Lane, lanes_of
from .links import connect_links
from .values import Texts
from .waiting import reaches, with_armed

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
    starts, handlers = reader.read_scope(process, None, Lane())
    connect_links(reader.nodes, findings, reader.elements)
    reader.check_arrows()
    if findings.errors:
        return None
    name = text_of(process, "name") or text_of(definitions, "name")
    reopen = text_of(process, "allmende:reopen")
    if reopen and (reopen not in reader.nodes or reader.nodes[reopen].scope is not None):
        findings.error(process, _("There is no element “%(key)s” at which to go on.") % {"key": reopen})
        return None
    nodes = with_armed(reader.nodes)
    plain = [key for key in starts if nodes[key].trigger is None]
    return Process(
        text_of(process, "id"), name, (plain or starts)[0], nodes, frozenset(reader.texts.references), reopen,
        starts=tuple(starts), handlers=tuple(handlers), reaches=reaches(nodes),
        has_conditions=any(node.trigger and node.trigger.on is On.CONDITION for node in nodes.values()),
    )  # fmt: skip


class _Reader:
    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.texts = Texts(findings)
        self.nodes: dict[str, Node] = {}
        self.elements: dict[str, Any] = {}

    def read_scope(self, container: Any, scope: str | None, around: Lane) -> tuple[list[str], list[str]]:
        """Read the elements of a process or sub-process: its start events, and those of its event sub-processes."""
        elements = list(children(container, "flowElements"))
        lanes = lanes_of(self.texts, container)
        flows, incoming = self._flows(elements)
        boundary: dict[str, list[str]] = defaultdict(list)
        starts: list[str] = []
        handlers: list[str] = []
        inside: list[Node] = []
        for element in elements:
            lane = lanes.get(text_of(element, "id"), around)
            node = self._node(
                element, scope, lane, in_handler=child_of(container, "triggeredByEvent") is True
            )
            if node is None:
                continue
            node = replace(node, incoming=incoming[node.id], outgoing=tuple(flows[node.id]))
            self.nodes[node.id], self.elements[node.id] = node, element
            inside.append(node)
            if node.kind is Kind.START:
                starts.append(node.id)
            if node.is_handler:
                handlers.append(node.inner_start)
            if node.attached_to:
                boundary[node.attached_to].append(node.id)
        for key, attached in boundary.items():
            if key in self.nodes:
                self.nodes[key] = replace(self.nodes[key], boundary=tuple(attached))
        self._check_scope(container, scope, starts, inside)
        return starts, handlers

    def check_arrows(self) -> None:
        """Arrows and boundaries stay within one process or sub-process."""
        for node in self.nodes.values():
            ends = [flow.target for flow in node.outgoing] + ([node.attached_to] if node.attached_to else [])
            if any(key not in self.nodes or self.nodes[key].scope != node.scope for key in ends):
                self.findings.error(
                    self.elements[node.id], _("An arrow from here leads out of its process, or to no step.")
                )

    def _check_scope(self, container: Any, scope: str | None, starts: list[str], inside: list[Node]) -> None:
        plain = [key for key in starts if self.nodes[key].trigger is None]
        if len(plain) > 1 or (scope is not None and len(starts) > 1):
            self.findings.error(
                container, _("There are several start events; exactly one can begin the process.")
            )
        elif not starts:
            self.findings.error(container, _("There is no start event without a trigger."))
        elif scope is not None and not plain and child_of(container, "triggeredByEvent") is not True:
            self.findings.error(container, _("A sub-process begins with a start event without a trigger."))
        if not any(is_end(node) for node in inside):
            self.findings.error(container, _("The process has no end event."))

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
            compiled = self.texts.maybe(element, body_of(element, "conditionExpression"))
            key = text_of(target, "id")
            outgoing[text_of(source, "id")].append(
                Flow(text_of(element, "id"), text_of(element, "name"), key, compiled)
            )
            incoming[key] += 1
        return outgoing, incoming

    def _node(self, element: Any, scope: str | None, lane: Lane, *, in_handler: bool) -> Node | None:
        kind_name = kind_of(element)
        if kind_name in _DOCUMENTS:
            return None
        is_event = kind_name in EVENTS
        kind = event_kind(element, in_handler=in_handler) if is_event else KINDS.get(kind_name)
        if kind is None:
            self.findings.error(element, unsupported(element, definitions_of(element)))
            return None
        if child_of(element, "isForCompensation"):
            self.findings.error(element, unsupported(element, [_("compensation")]))
        if child_of(element, "instantiate") and kind is Kind.EVENT_BASED:
            self.findings.error(element, unsupported(element, [_("as the beginning of a process")]))
        default = child_of(element, "default")
        node = Node(
            id=text_of(element, "id"),
            name=" ".join(text_of(element, "name").split()),
            kind=kind,
            scope=scope,
            default=text_of(default, "id") if default is not None else None,
        )
        if is_event:
            return read_event(
                self.texts, element, service(self.texts, element, node) if kind is Kind.SERVICE else node
            )
        node = read_activity(self.texts, element, node)
        if kind in PERSON:
            return replace(node, unit=node.unit or lane.unit, role=node.role or lane.role)
        return self._subprocess(element, node, lane) if kind is Kind.SUBPROCESS else node

    def _subprocess(self, element: Any, node: Node, lane: Lane) -> Node:
        is_handler = child_of(element, "triggeredByEvent") is True
        if is_handler and node.loop is not None:
            self.findings.error(element, unsupported(element, [_("repeated event sub-process")]))
        starts, handlers = self.read_scope(element, node.id, lane)
        start = starts[0] if starts else ""
        return replace(node, inner_start=start, handlers=tuple(handlers), is_handler=is_handler)


def is_end(node: Node) -> bool:
    """Whether an end event: a thrown message at the end is a service with nothing after it."""
    return node.kind in ENDS or (node.kind is Kind.SERVICE and node.trigger is not None and not node.outgoing)

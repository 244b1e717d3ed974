"""What can be said about a process before it runs: everything is named at its element."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from .findings import Finding, Findings
from .graph import Kind, Node, Process
from .moddle import UnreadableProcessError, read_definitions
from .reading import read_process
from .service_actions import service_actions
from .soundness import troubles


def check_process(xml: str) -> list[Finding]:
    """All findings of a process file; an empty list, or warnings only, means that it can be published."""
    return compile_and_check(xml)[1]


def compile_and_check(xml: str) -> tuple[Process | None, list[Finding]]:
    """The compiled process (None where it cannot run) and all findings."""
    findings = Findings()
    try:
        definitions, _warnings = read_definitions(xml)
    except UnreadableProcessError as error:
        return None, [Finding("", "", str(error))]
    process = read_process(definitions, findings)
    if process is not None:
        graph = _GraphCheck(process)
        graph.run()
        findings.items.extend(graph.found)
    return (None if findings.errors else process), findings.items


def _followers(node: Node) -> Iterator[str]:
    yield from (flow.target for flow in node.outgoing)
    yield from node.boundary
    if node.inner_start:
        yield node.inner_start


def _closure(start: list[str], edges: dict[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    stack = list(start)
    while stack:
        key = stack.pop()
        if key not in seen:
            seen.add(key)
            stack.extend(edges.get(key, ()))
    return seen


class _GraphCheck:
    def __init__(self, process: Process) -> None:
        self.process = process
        self.found: list[Finding] = []

    def run(self) -> None:
        self._reachability()
        if not self.found:
            self._soundness()
        for node in self.process.nodes.values():
            self._default(node)
            if node.kind is Kind.EXCLUSIVE:
                self._exclusive(node)
            elif node.kind is Kind.PARALLEL and any(flow.condition for flow in node.outgoing):
                self._error(node, _("A parallel gateway takes every path; its arrows have no condition."))
            elif node.kind is Kind.SERVICE:
                self._service(node)
            elif node.kind in (Kind.END, Kind.TERMINATE) and node.outgoing:
                self._error(node, _("An end event has no outgoing arrow."))
            elif node.kind is Kind.BOUNDARY_TIMER and not node.outgoing:
                self._error(node, _("Nothing follows this time limit."))

    def _error(self, node: Node, message: str) -> None:
        self.found.append(Finding(node.id, node.name, message))

    def _warning(self, node: Node, message: str) -> None:
        self.found.append(Finding(node.id, node.name, message, "warning"))

    def _reachability(self) -> None:
        nodes = self.process.nodes
        forward = {key: list(_followers(node)) for key, node in nodes.items()}
        backward: dict[str, list[str]] = {}
        for key, targets in forward.items():
            for target in targets:
                backward.setdefault(target, []).append(key)
        reached = _closure([self.process.start], forward)
        finals = [
            key
            for key, node in nodes.items()
            if node.kind in (Kind.END, Kind.TERMINATE)
            or (not node.outgoing and node.kind is not Kind.BOUNDARY_TIMER)
        ]
        ending = _closure(finals, backward)
        for key, node in nodes.items():
            if key not in reached:
                self._error(node, _("Nothing leads to this element."))
            elif key not in ending:
                self._error(node, _("From here no end can be reached."))

    def _soundness(self) -> None:
        nodes = self.process.nodes
        for trouble in troubles(self.process):
            node = nodes[trouble.node]
            if trouble.kind == "deadlock":
                missing = ", ".join(nodes[key].name or key for key in trouble.missing)
                self._error(
                    node,
                    _(
                        "The process can stand still here: this gateway waits for every path, but none may come "
                        "from “%(missing)s”. Merge alternatives with an exclusive gateway."
                    )
                    % {"missing": missing},
                )
            elif trouble.kind == "circle":
                self._error(node, _("The process can run in a circle here without ever waiting."))
            else:
                self._error(node, _("Once here, the process cannot come to an end any more."))

    def _default(self, node: Node) -> None:
        if node.default and node.default not in {flow.id for flow in node.outgoing}:
            self._error(node, _("The default path of this element does not begin here."))

    def _exclusive(self, node: Node) -> None:
        if len(node.outgoing) < 2:
            return
        for flow in node.outgoing:
            if flow.condition is None and flow.id != node.default:
                target = self.process.nodes.get(flow.target)
                goal = flow.name or (target.name if target else "") or flow.target
                self._error(
                    node, _("The path “%(path)s” has no condition and is not the default.") % {"path": goal}
                )
        if node.default is None:
            self._warning(
                node, _("No path is the default: where no condition holds, the process stands still.")
            )

    def _service(self, node: Node) -> None:
        if not node.action:
            self._error(node, _("This step does not say which action it calls."))
            return
        if node.action not in service_actions:
            self._error(node, _("There is no action “%(action)s”.") % {"action": node.action})
            return
        fields = service_actions[node.action].parameters.model_fields
        for name in node.parameters.keys() - fields.keys():
            self._error(node, _("The action has no parameter “%(name)s”.") % {"name": name})
        for name, declared in fields.items():
            given = node.parameters.get(name)
            if given is None and declared.is_required():
                self._error(node, _("The parameter “%(name)s” is missing.") % {"name": name})
            elif (
                given is not None and given.expression is None and not _fits(declared.annotation, given.text)
            ):
                self._error(
                    node,
                    _("“%(text)s” does not fit the parameter “%(name)s”.")
                    % {"text": given.text, "name": name},
                )


def _fits(annotation: Any, text: str) -> bool:
    try:
        TypeAdapter(annotation).validate_python(text)
    except ValidationError:
        return False
    return True

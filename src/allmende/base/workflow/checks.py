"""What can be said about a process before it runs: everything is named at its element."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from .findings import Finding, Findings
from .graph import ACTIVITIES, ENDS, Kind, Node, On, Process
from .moddle import UnreadableProcessError, read_definitions
from .reading import read_process
from .service_actions import parameter_words, service_actions
from .soundness import Trouble, troubles

#: What the columns of elements and arrows, roles and hints hold.
_LONGEST_KEY, _LONGEST_ROLE, _LONGEST_HINT = 100, 10, 40
#: Without a name of their own they say nothing in an example.
_UNNAMED = frozenset({Kind.START, Kind.EXCLUSIVE, Kind.PARALLEL, Kind.INCLUSIVE, Kind.EVENT_BASED, Kind.END})


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


def _followers(node: Node, nodes: Mapping[str, Node]) -> Iterator[str]:
    yield from (flow.target for flow in node.outgoing)
    yield from node.boundary
    if node.inner_start:
        yield node.inner_start
    yield from _handlers(node.handlers, nodes)


def _handlers(starts: tuple[str, ...], nodes: Mapping[str, Node]) -> Iterator[str]:
    """The event sub-processes that begin with these events."""
    yield from (scope for key in starts if (scope := nodes[key].scope) is not None)


def _closure(start: Iterable[str], edges: Mapping[str, list[str]]) -> set[str]:
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
            self._lengths(node)
            for check in _BY_KIND.get(node.kind, ()):
                check(self, node)
            if node.kind in ENDS and node.outgoing:
                self._error(node, _("An end event has no outgoing arrow."))

    def _error(self, node: Node, message: str) -> None:
        self.found.append(Finding(node.id, node.name, message))

    def _warning(self, node: Node, message: str) -> None:
        self.found.append(Finding(node.id, node.name, message, "warning"))

    def _lengths(self, node: Node) -> None:
        """What the columns of tokens and tasks cannot hold; SQLite would, PostgreSQL begins no such process."""
        kept = [(key, _LONGEST_KEY) for key in (node.id, *(flow.id for flow in node.outgoing))]
        for text, most in (*kept, (node.role, _LONGEST_ROLE), (node.hint, _LONGEST_HINT)):
            if len(text) > most:
                self._error(
                    node,
                    _("“%(text)s” is longer than %(max)s characters.") % {"text": text[:200], "max": most},
                )

    def _reachability(self) -> None:
        nodes = self.process.nodes
        forward = {key: list(_followers(node, nodes)) for key, node in nodes.items()}
        backward: dict[str, list[str]] = {}
        for key, targets in forward.items():
            for target in targets:
                backward.setdefault(target, []).append(key)
        roots = [*self.process.starts, *_handlers(self.process.handlers, nodes)]
        reached = _closure(roots, forward)
        finals = [
            key
            for key, node in nodes.items()
            if node.kind in ENDS or (not node.outgoing and node.kind is not Kind.BOUNDARY)
        ]
        ending = _closure(finals, backward)
        for key, node in nodes.items():
            if key not in reached:
                self._error(node, _("Nothing leads to this element."))
            elif key not in ending:
                self._error(node, _("From here no end can be reached."))

    def _soundness(self) -> None:
        for trouble in troubles(self.process):
            node = self.process.nodes[trouble.node]
            tell = self._warning if trouble.kind in ("twice", "dead") else self._error
            tell(node, " ".join(filter(None, (self._words(node, trouble), self._example(trouble)))))

    def _words(self, node: Node, trouble: Trouble) -> str:
        missing = ", ".join(self._name(key) for key in trouble.missing)
        if trouble.kind == "deadlock" and node.kind is Kind.INCLUSIVE:
            return _("The process can stand still here: this gateway waits for a path that waits for it.")
        if trouble.kind == "deadlock":
            text = _(
                "The process can stand still here: this gateway waits for every path, but none may come "
                "from “%(missing)s”. Merge alternatives with an exclusive gateway."
            )
            return text % {"missing": missing}
        if trouble.kind == "circle":
            return _("The process can run in a circle here without ever waiting.")
        if trouble.kind == "twice":
            text = _(
                "This element can run twice at once: paths that run at the same time come together here, from "
                "“%(missing)s”. Join them with a parallel gateway before."
            )
            return text % {"missing": missing}
        if trouble.kind == "dead":
            return _("No run of the process ever comes here.")
        return _("Once here, the process cannot come to an end any more.")

    def _example(self, trouble: Trouble) -> str:
        way = [self.process.nodes[key] for key in trouble.example]
        named = [node.name or node.id for node in way if node.name or node.kind not in _UNNAMED]
        return _("For example: %(way)s.") % {"way": " → ".join(named)} if named else ""

    def _name(self, key: str) -> str:
        return self.process.nodes[key].name or key

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
        if node.action not in service_actions or service_actions[node.action].internal:
            self._error(node, _("There is no action “%(action)s”.") % {"action": node.action})
            return
        parameters = service_actions[node.action].parameters
        fields = parameters.model_fields
        takes_any = parameters.model_config.get("extra") == "allow"
        for name in () if takes_any else node.parameters.keys() - fields.keys():
            self._error(node, _("The action has no parameter “%(name)s”.") % {"name": name})
        for name, declared in fields.items():
            given = node.parameters.get(name)
            said = parameter_words(parameters, name).label
            if given is None and declared.is_required():
                self._error(node, _("The parameter “%(name)s” is missing.") % {"name": said})
            elif given is not None and given.expression is None and not _fits(declared, given.text):
                self._error(
                    node,
                    _("“%(text)s” does not fit the parameter “%(name)s”.")
                    % {"text": given.text, "name": said},
                )

    def _parallel(self, node: Node) -> None:
        if any(flow.condition for flow in node.outgoing):
            self._error(node, _("A parallel gateway takes every path; its arrows have no condition."))

    def _inclusive(self, node: Node) -> None:
        maybe = [flow for flow in node.outgoing if flow.id != node.default]
        if len(node.outgoing) > 1 and node.default is None and all(flow.condition for flow in maybe):
            self._warning(
                node, _("No path is the default: where no condition holds, the process stands still.")
            )

    def _event_based(self, node: Node) -> None:
        if len(node.outgoing) < 2:
            self._error(node, _("After this gateway at least two events can happen."))
        for flow in node.outgoing:
            target = self.process.nodes[flow.target]
            if target.kind not in (Kind.CATCH, Kind.RECEIVE) or target.loop or target.boundary:
                self._error(
                    node, _("After this gateway stand only events and receive tasks that are waited for.")
                )
            elif target.incoming > 1:
                self._error(target, _("An event after an event-based gateway has no other arrow to it."))
            if flow.condition is not None:
                self._error(node, _("What happens decides here: the arrows have no condition."))

    def _boundary(self, node: Node) -> None:
        if not node.outgoing:
            self._error(node, _("Nothing follows this event."))
        if node.incoming:
            self._error(node, _("No arrow leads to an event on a boundary."))
        holder = self.process.nodes.get(node.attached_to)
        if holder is None or holder.kind not in ACTIVITIES or holder.is_handler:
            self._error(node, _("This boundary event is not attached to a task."))
        elif (
            node.trigger
            and node.trigger.on in (On.ERROR, On.ESCALATION)
            and not self._may_throw(holder, node)
        ):
            self._warning(node, _("Nothing in “%(name)s” causes this.") % {"name": holder.name or holder.id})

    def _may_throw(self, holder: Node, caught: Node) -> bool:
        """Whether something in an activity can cause what an event on its boundary catches."""
        if holder.kind in (Kind.SERVICE, Kind.CALL):
            return caught.trigger is None or caught.trigger.on is On.ERROR or holder.kind is Kind.CALL
        if holder.kind is not Kind.SUBPROCESS:
            return False
        inside = [node for node in self.process.nodes.values() if node.scope == holder.id]
        if any(self._may_throw(node, caught) for node in inside):
            return True
        wanted = caught.trigger
        return any(
            wanted
            and node.trigger
            and node.trigger.on is wanted.on
            and wanted.name in ("", node.trigger.name)
            for node in inside
            if node.kind in (Kind.ERROR_END, Kind.ESCALATION_END, Kind.ESCALATE)
        )

    def _subprocess(self, node: Node) -> None:
        if node.is_handler and (node.incoming or node.outgoing or node.boundary):
            self._error(node, _("An event begins this sub-process: no arrow leads to it or away from it."))

    def _start(self, node: Node) -> None:
        if node.incoming:
            self._error(node, _("No arrow leads to a start event."))


_BY_KIND: Mapping[Kind, tuple[Callable[[_GraphCheck, Node], None], ...]] = {
    Kind.START: (_GraphCheck._start,),
    Kind.EXCLUSIVE: (_GraphCheck._exclusive,),
    Kind.PARALLEL: (_GraphCheck._parallel,),
    Kind.INCLUSIVE: (_GraphCheck._inclusive,),
    Kind.EVENT_BASED: (_GraphCheck._event_based,),
    Kind.SERVICE: (_GraphCheck._service,),
    Kind.BOUNDARY: (_GraphCheck._boundary,),
    Kind.SUBPROCESS: (_GraphCheck._subprocess,),
}


def _fits(declared: FieldInfo, text: str) -> bool:
    """Whether the text is of the parameter's type and keeps to what it asks besides: a pattern, a length."""
    wanted: Any = (
        Annotated[declared.annotation, *declared.metadata] if declared.metadata else declared.annotation
    )
    try:
        TypeAdapter(wanted).validate_python(text)
    except ValidationError:
        return False
    return True

"""What a model contains: pools, processes, steps and flows, with the lane of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .kinds import KINDS
from .tree import BPMNDI, Element, by_id, children, kind, name_of, resolve

TASKS = frozenset(
    "task userTask manualTask serviceTask sendTask receiveTask scriptTask businessRuleTask".split()
)
CONTAINERS = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | CONTAINERS | {"callActivity"}
EVENTS = frozenset("startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent".split())
GATEWAYS = frozenset(
    "exclusiveGateway parallelGateway inclusiveGateway eventBasedGateway complexGateway".split()
)
CHOREOGRAPHY = frozenset("choreographyTask subChoreography callChoreography".split())
FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS | CHOREOGRAPHY
DATA = frozenset({"dataObject", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput"})
ARTIFACTS = frozenset({"textAnnotation", "group", "association"})
CONVERSATION = frozenset({"conversation", "subConversation", "callConversation", "conversationLink"})
#: What the report counts as elements: everything that can be drawn, and the data objects behind it.
COUNTED = (
    FLOW_NODES | DATA | ARTIFACTS | CONVERSATION | {"sequenceFlow", "messageFlow", "participant", "lane"}
)


@dataclass
class Scope:
    """A process or sub-process: its own nodes and flows in the order of the file."""

    element: Element
    nodes: dict[str, Element] = field(default_factory=dict)
    flows: list[tuple[str, str, str]] = field(default_factory=list)  # id, source, target
    others: list[Element] = field(default_factory=list)
    lanes: dict[str, Element] = field(default_factory=dict)  # node → innermost lane
    all_lanes: list[Element] = field(default_factory=list)  # innermost ones, from above

    @property
    def key(self) -> str:
        return str(self.element.get("id") or "")

    def leaving(self, node: str) -> list[tuple[str, str, str]]:
        return [flow for flow in self.flows if flow[1] == node]


def processes(root: Element) -> list[Element]:
    """All processes of the file."""
    return list(children(root, "process"))


def pool_of(root: Element, process: Element) -> Element | None:
    """The pool that a process is drawn in."""
    ids = by_id(root)
    for collaboration in children(root, "collaboration"):
        for participant in children(collaboration, "participant"):
            if resolve(ids, participant.get("processRef")) is process:
                return participant
    return None


def count_elements(root: Element) -> int:
    """How many elements of ``COUNTED`` the file has, at any depth."""
    return sum(1 for element in root.iter() if kind(element) in COUNTED)


def read_scope(container: Element, ids: dict[str, Element]) -> Scope:
    """The nodes, flows and lanes directly inside a process or sub-process."""
    scope = Scope(container)
    for element in children(container):
        name, key = kind(element), element.get("id")
        if name in FLOW_NODES and key:
            scope.nodes[key] = element
        elif name == "sequenceFlow":
            ends = [resolve(ids, element.get(end)) for end in ("sourceRef", "targetRef")]
            if None not in ends:
                scope.flows.append((element.get("id") or "", *(end.get("id") for end in ends)))  # type: ignore[union-attr]
        elif name in DATA | ARTIFACTS:
            scope.others.append(element)
        elif name == "laneSet":
            _read_lanes(element, ids, scope)
    return scope


def _read_lanes(lanes: Element, ids: dict[str, Element], scope: Scope) -> None:
    for lane in children(lanes, "lane"):
        inner = next(children(lane, "childLaneSet"), None)
        if inner is not None:
            _read_lanes(inner, ids, scope)
        else:
            scope.all_lanes.append(lane)
        for reference in children(lane, "flowNodeRef"):
            node = resolve(ids, reference.text)
            if node is not None and (inner is None or node.get("id") not in scope.lanes):
                scope.lanes[str(node.get("id"))] = lane


def scopes(container: Element, ids: dict[str, Element]) -> Iterator[Scope]:
    """The scope of a process and those of the sub-processes in it, outermost first."""
    waiting = [container]
    while waiting:
        scope = read_scope(waiting.pop(0), ids)
        yield scope
        waiting += [node for node in scope.nodes.values() if kind(node) in CONTAINERS]


def event_kinds(element: Element) -> list[str]:
    """What triggers an event: ``timer``, ``message`` …"""
    return [
        kind(child).removesuffix("EventDefinition")
        for child in children(element)
        if kind(child).endswith("EventDefinition")
    ]


def lane_entries(root: Element, *keys: str) -> list[Element]:
    """Where lanes name these steps."""
    return [e for e in root.iter() if kind(e) == "flowNodeRef" and (e.text or "").strip() in keys]


def begins_by_itself(node: Element) -> bool:
    """Whether an event begins this part of the process (an event sub-process)."""
    return bool(node.get("triggeredByEvent") == "true")


def drawn_ids(root: Element) -> set[str]:
    """The keys of elements that have a shape or an edge."""
    found: set[str] = set()
    for element in root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
        key = (element.get("bpmnElement") or "").strip()
        found |= {key, key.rpartition(":")[2]}
    return found


def label(element: Element, ids: dict[str, Element]) -> str:
    """How people know an element: its name; of a flow its ends; of a step its kind and what stands beside it."""
    name = name_of(element)
    if name:
        return name
    if kind(element) in ("sequenceFlow", "messageFlow"):
        ends = [resolve(ids, element.get(end)) for end in ("sourceRef", "targetRef")]
        named = " → ".join(_plain(end) for end in ends if end is not None)
        return named or str(element.get("id"))
    return _beside(element, ids) if kind(element) in FLOW_NODES else str(element.get("id") or "")


def _plain(element: Element) -> str:
    known = str(KINDS.get(kind(element), "")) if kind(element) in FLOW_NODES else ""
    return name_of(element) or known or str(element.get("id") or "")


def _beside(element: Element, ids: dict[str, Element]) -> str:
    """A step without a name, by the named step before it, else by the one behind it."""
    key, words = element.get("id"), {"kind": str(KINDS.get(kind(element), kind(element)))}
    flows = list(children(element.getparent(), "sequenceFlow")) if element.getparent() is not None else []
    for own, other, text in (
        ("targetRef", "sourceRef", _("%(kind)s after “%(name)s”")),
        ("sourceRef", "targetRef", _("%(kind)s before “%(name)s”")),
    ):
        for flow in flows:
            beside = resolve(ids, flow.get(other)) if flow.get(own) == key else None
            if beside is not None and name_of(beside):
                return text % {**words, "name": name_of(beside)}
    return words["kind"]

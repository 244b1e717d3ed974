"""A model told in words: steps in their order, who does them, by when, and where it goes on.

Says the same as the diagram, for people who cannot or do not want to read one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .arranging import depth_first
from .kinds import KINDS
from .outline import CONTAINERS, Scope, begins_by_itself, event_kinds, pool_of, processes, read_scope
from .times import due_words, often_words
from .tree import Element, by_id, child, children, kind, name_of, our, parse, resolve, words

TRIGGERS = {
    "timer": gettext_lazy("by time"), "message": gettext_lazy("by message"), "error": gettext_lazy("by error"),
    "escalation": gettext_lazy("by escalation"), "signal": gettext_lazy("by signal"),
    "conditional": gettext_lazy("by condition"), "link": gettext_lazy("by link"),
    "terminate": gettext_lazy("ends everything"), "compensate": gettext_lazy("by reversal"),
    "cancel": gettext_lazy("by cancelling"),
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What a model is told with: the name of an office by its key, a value and a condition in words, and
    what a step does besides.
    """

    unit_name: Callable[[str], str] = str
    say: Callable[[str], str] = str
    holds: Callable[[str], str] = str
    does: Callable[[Element], list[str]] = lambda _element: []


@dataclass(frozen=True)
class Way:
    """Where it goes on: the step's key and number, and under which condition: as it is written, and in words."""

    flow: str
    target: str
    number: str
    name: str
    label: str = ""
    condition: str = ""
    default: bool = False
    said: str = ""


@dataclass
class Step:
    """``inner`` are the steps of a sub-process, ``attached`` what can happen while it runs."""

    key: str
    kind: str
    number: str
    what: str
    name: str
    who: str = ""
    due: str = ""
    note: str = ""
    often: str = ""
    does: list[str] = field(default_factory=list)
    lane: str = ""
    own_start: bool = False  # begun by an event, whatever else runs
    ways: list[Way] = field(default_factory=list)
    inner: list[Step] = field(default_factory=list)
    attached: list[Step] = field(default_factory=list)

    @property
    def title(self) -> str:
        """How the step is called where it has no name."""
        return self.name or self.what


@dataclass(frozen=True)
class Part:
    """A process of the file, under the name of its pool; one without steps is an outside party."""

    key: str
    name: str
    steps: list[Step]
    messages: list[str] = field(default_factory=list)


def tell(content: bytes, words: Words | None = None) -> list[Part]:
    """The file in words. Raises ``UnreadableModelError``."""
    root = parse(content)
    ids = by_id(root)
    found = []
    for process in processes(root):
        pool = pool_of(root, process)
        name = (name_of(pool) if pool is not None else "") or name_of(process)
        steps = _Teller(ids, words or Words()).scope(read_scope(process, ids), "")
        if steps:
            found.append(Part(process.get("id") or "", name, steps, _messages(root, ids, process)))
    return found


def all_steps(steps: list[Step]) -> list[Step]:
    """Every step, those inside and attached included, in reading order."""
    found: list[Step] = []
    for step in steps:
        found += [step, *all_steps(step.inner), *all_steps(step.attached)]
    return found


class _Teller:
    def __init__(self, ids: dict[str, Element], told: Words) -> None:
        self.ids, self.told = ids, told

    def scope(self, scope: Scope, prefix: str) -> list[Step]:
        """The steps of a process or sub-process, numbered in the order in which they are reached."""
        hosts = {
            key: str(host.get("id"))
            for key, node in scope.nodes.items()
            if kind(node) == "boundaryEvent"
            and (host := resolve(self.ids, node.get("attachedToRef"))) is not None
        }
        order = in_order(scope, hosts)
        numbers = {key: f"{prefix}{place}" for place, key in enumerate(order, 1)}
        for key, host in hosts.items():
            same = [other for other in hosts if hosts[other] == host]
            numbers[key] = f"{numbers.get(host, '')}{chr(ord('a') + min(same.index(key), 25))}"
        steps = {key: self._step(scope, key, numbers) for key in [*order, *hosts]}
        for key, host in hosts.items():
            if host in steps:
                steps[host].attached.append(steps[key])
        return [steps[key] for key in order]

    def _step(self, scope: Scope, key: str, numbers: dict[str, str]) -> Step:
        node = scope.nodes[key]
        triggers = [str(TRIGGERS.get(name, name)) for name in event_kinds(node)]
        own_start = begins_by_itself(node)
        what = _("Whatever else runs") if own_start else str(KINDS.get(kind(node), kind(node)))
        what = ", ".join([what, *triggers, *_going_on(node)])
        step = Step(
            key=key,
            kind=kind(node),
            number=numbers[key],
            what=what,
            name=name_of(node),
            who=self._who(scope, key),
            due=due_words(node, self.told.say, self.told.holds),
            note=words(child(node, "documentation")),
            often=often_words(node),
            does=self.told.does(node),
            lane=name_of(scope.lanes[key]) if key in scope.lanes else "",
            own_start=own_start,
            ways=[self._way(node, flow, numbers) for flow in scope.leaving(key)],
        )
        if step.kind in CONTAINERS:
            step.inner = self.scope(read_scope(node, self.ids), f"{step.number}.")
        return step

    def _who(self, scope: Scope, key: str) -> str:
        node = scope.nodes[key]
        unit = our(node, "unit")
        by_rule = _("office by the rule %(rule)s") % {"rule": self.told.say(unit)}
        named = by_rule if unit.startswith("=") else self.told.unit_name(unit) if unit else ""
        lane = name_of(scope.lanes[key]) if key in scope.lanes else ""
        people = named or (lane if "Event" not in kind(node) and "Gateway" not in kind(node) else "")
        role = {"head": _("head of the office"), "clerk": _("clerk")}.get(our(node, "role"), "")
        return ", ".join(part for part in (people, role) if part)

    def _way(self, node: Element, flow: tuple[str, str, str], numbers: dict[str, str]) -> Way:
        key, _source, target = flow
        element, end = self.ids.get(key), self.ids[target]
        condition = words(child(element, "conditionExpression")) if element is not None else ""
        label = name_of(element) if element is not None else ""
        name = name_of(end) or str(KINDS.get(kind(end), kind(end)))
        said = self.told.holds(condition) if condition else ""
        default = node.get("default") == key
        return Way(key, target, numbers.get(target, ""), name, label, condition, default, said)


def _going_on(node: Element) -> list[str]:
    """Whether an event ends what it happens in."""
    if kind(node) == "boundaryEvent":
        return [_("the step goes on") if node.get("cancelActivity") == "false" else _("ends the step")]
    parent = node.getparent()
    if kind(node) != "startEvent" or parent is None or not begins_by_itself(parent):
        return []
    return [_("all else goes on") if node.get("isInterrupting") == "false" else _("ends all else")]


def in_order(scope: Scope, hosts: dict[str, str]) -> list[str]:
    """The nodes in the order in which they are reached; what happens on an edge leads on from its host."""
    after: dict[str, list[str]] = defaultdict(list)
    for _key, source, target in scope.flows:
        if target in scope.nodes:
            after[hosts.get(source, source)].append(target)
    targets = {target for many in after.values() for target in many}
    nodes = [key for key in scope.nodes if key not in hosts]
    roots = [key for key in nodes if kind(scope.nodes[key]) == "startEvent"]
    roots += [key for key in nodes if key not in targets]
    handlers = [key for key in nodes if begins_by_itself(scope.nodes[key])]
    roots, nodes = [k for k in roots if k not in handlers], [k for k in nodes if k not in handlers]
    # The last way first, so that reverse post-order tells the first way first.
    return [
        *depth_first([*dict.fromkeys([*roots, *nodes])][::-1], {k: v[::-1] for k, v in after.items()}),
        *handlers,
    ]


def _messages(root: Element, ids: dict[str, Element], process: Element) -> list[str]:
    """What goes to and from other pools."""
    inside = {e.get("id") for e in process.iter() if kind(e)}
    pool = pool_of(root, process)
    own = inside | ({pool.get("id")} if pool is not None else set())
    found = []
    for collaboration in children(root, "collaboration"):
        for flow in children(collaboration, "messageFlow"):
            ends = [resolve(ids, flow.get(name)) for name in ("sourceRef", "targetRef")]
            if None in ends or not {end.get("id") for end in ends if end is not None} & own:
                continue
            names = [name_of(end) or str(end.get("id")) for end in ends if end is not None]
            said = name_of(flow)
            text = _("%(source)s → %(target)s") % {"source": names[0], "target": names[1]}
            found.append(f"{text}: {said}" if said else text)
    return found

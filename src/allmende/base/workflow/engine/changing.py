"""A running instance under another version of its process: whether its tokens find their place there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..graph import PERSON, Kind, Node, Process
from .board import Mark


@dataclass(frozen=True)
class Objection:
    """Why a token cannot change the version; the reason is a sentence for the operator."""

    element: str
    name: str
    reason: str


def objections(
    marks: Iterable[Mark], before: Process, after: Process, mapping: Mapping[str, str]
) -> list[Objection]:
    """What keeps these tokens from changing; ``mapping`` names elements and arrows that are called otherwise there."""
    found = {}
    for mark in marks:
        reason = _objection(mark, before, after, mapping)
        if reason:
            name = before.nodes[mark.element].name
            found[mark.element, reason] = Objection(mark.element, name or mark.element, reason)
    return list(found.values())


def _objection(mark: Mark, before: Process, after: Process, mapping: Mapping[str, str]) -> str:
    old = before.nodes[mark.element]
    new = after.nodes.get(mapping.get(old.id, old.id))
    scope = before.nodes[old.scope] if old.scope else None
    scope_key = mapping.get(scope.id, scope.id) if scope else None
    if scope is not None and scope_key not in after.nodes:
        return _("It runs in the sub-process “%(name)s”, which the other version does not have.") % {
            "name": scope.name or scope.id
        }
    if new is None:
        return _("The other version has no such element.")
    if not _same_kind(old, new):
        return _("The element is of another kind there.")
    if new.scope != scope_key:
        return _("The element lies in another sub-process there.")
    if not _same_loop(old, new):
        return _("How often the element runs is told in another way there.")
    if new.kind is Kind.SERVICE and new.action != old.action and mark.state == "waiting":
        return _("The step is under way and calls another action there.")
    if new.kind is Kind.CALL and mark.state == "waiting" and _calls_another(old, new):
        return _("The process that it called is under way, and another one is called there.")
    if mark.state == "joining" and mapping.get(mark.flow, mark.flow) not in _arrows_to(after, new):
        return _("The arrow by which it came to this gateway is not there.")
    return ""


def _same_kind(old: Node, new: Node) -> bool:
    if old.kind in PERSON and new.kind in PERSON:
        return True
    return (old.kind, old.is_handler) == (new.kind, new.is_handler)


def _same_loop(old: Node, new: Node) -> bool:
    if old.loop is None or new.loop is None:
        return old.loop is new.loop
    return (old.loop.is_multiple, old.loop.parallel) == (new.loop.is_multiple, new.loop.parallel)


def _calls_another(old: Node, new: Node) -> bool:
    """Where both name the process they call; what an expression says is known only when it is called."""
    named = old.called.expression is None and new.called.expression is None
    return named and old.called.text != new.called.text


def _arrows_to(process: Process, node: Node) -> set[str]:
    return {flow.id for other in process.nodes.values() for flow in other.outgoing if flow.target == node.id}


def suggested(before: Process, after: Process) -> dict[str, str]:
    """Elements that keep their key, and those that are the only ones of their name and kind in both versions."""
    there, here = _by_name(after), _by_name(before)
    found = {}
    for key, node in before.nodes.items():
        if key in after.nodes:
            found[key] = key
            continue
        same = there.get((node.kind, node.name), [])
        if len(same) == 1 and len(here[node.kind, node.name]) == 1:
            found[key] = same[0]
    return found


def _by_name(process: Process) -> dict[tuple[Kind, str], list[str]]:
    found: dict[tuple[Kind, str], list[str]] = {}
    for key, node in process.nodes.items():
        if node.name:
            found.setdefault((node.kind, node.name), []).append(key)
    return found

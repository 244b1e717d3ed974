"""Links: a throwing one leads to the catching one of the same name in the same scope, as an arrow would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from ..findings import Findings
from ..graph import Flow, Kind, Node


def connect_links(nodes: dict[str, Node], findings: Findings, elements: Mapping[str, Any]) -> None:
    """Put an arrow where a link leads."""
    links = [node for node in nodes.values() if node.kind is Kind.LINK]
    catching = {(node.scope, _name(node)): node.id for node in links if _catches(elements[node.id])}
    for node in links:
        if _catches(elements[node.id]):
            continue
        target = catching.get((node.scope, _name(node)))
        if target is None:
            findings.error(
                elements[node.id], _("There is no link “%(name)s” that leads on.") % {"name": _name(node)}
            )
            continue
        nodes[node.id] = replace(node, outgoing=(Flow(f"{node.id}:link", "", target),))
        nodes[target] = replace(nodes[target], incoming=nodes[target].incoming + 1)


def _catches(element: Any) -> bool:
    return str(element.type_) == "bpmn:IntermediateCatchEvent"


def _name(node: Node) -> str:
    return node.trigger.name if node.trigger else ""

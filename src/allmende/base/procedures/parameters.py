"""A municipality's parameters inside a form, so that rules say ``param.x``.

Single values become a hidden group of computed constants. Lists (parking zones, a table of fees) stand in the rules
themselves, because no field of a form holds one: ``zone in param.zones``,
``param.fees.filter(f, f.zone == zone)[0].fee``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from .manifest import Manifest

#: Where a form has expressions.
_EXPRESSIONS = frozenset({"rule", "show", "required", "allowed", "compute"})
#: Parameter type → kind of the computed field.
_KINDS = {
    "text": "text", "unit": "text", "number": "decimal", "money": "money", "yes_no": "yes_no", "date": "date",
}  # fmt: skip


def with_parameters(form: dict[str, Any], manifest: Manifest, values: Mapping[str, Any]) -> dict[str, Any]:
    """The form with the group ``param`` on its first page; unchanged where the form says nothing of ``param``."""
    if "param." not in json.dumps(form, ensure_ascii=False, default=str):
        return form
    fields = [
        {
            "type": "computed", "key": key, "label": parameter.label, "hidden": True,
            "kind": _kind(parameter.type, values[key]), "compute": literal(parameter.type, values[key]),
        }
        for key, parameter in manifest.parameters.items()
        if parameter.type in _KINDS
    ]  # fmt: skip
    lists = {
        key: literal(parameter.type, values[key])
        for key, parameter in manifest.parameters.items()
        if parameter.type == "list"
    }
    changed = each_expression(form, lambda text: _written_out(text, lists)) if lists else deepcopy(form)
    group = {"type": "group", "key": "param", "label": "", "items": fields}
    changed["pages"][0]["items"] = [group, *changed["pages"][0].get("items", [])]
    return changed


def each_expression(part: Any, change: Callable[[str], str]) -> Any:
    """A copy of ``part`` of a form with every expression in it changed."""
    if isinstance(part, list):
        return [each_expression(item, change) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: change(value)
        if key in _EXPRESSIONS and isinstance(value, str)
        else each_expression(value, change)
        for key, value in part.items()
    }


def _written_out(expression: str, lists: Mapping[str, str]) -> str:
    return re.sub(r"(?<![\w.])param\.(\w+)", lambda found: lists.get(found[1], found[0]), expression)


def literal(kind: str, value: Any) -> str:
    """``value`` as a CEL constant."""
    if kind == "money":
        return str(float(value))
    if kind == "date":
        return f"date({json.dumps(value)})"
    if kind in ("yes_no", "number"):
        return json.dumps(value)
    return json.dumps(value, ensure_ascii=False)


def _kind(kind: str, value: Any) -> str:
    return "integer" if kind == "number" and isinstance(value, int) else _KINDS[kind]

"""A municipality's parameters inside a form: a hidden group of computed constants, so that rules say ``param.x``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from .manifest import Manifest

#: Parameter type → kind of the computed field; lists are not carried into forms.
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
    changed = deepcopy(form)
    group = {"type": "group", "key": "param", "label": "", "items": fields}
    changed["pages"][0]["items"] = [group, *changed["pages"][0].get("items", [])]
    return changed


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

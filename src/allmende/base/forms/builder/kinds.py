"""The kinds of question in the municipality's words, and what a new one begins with."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

KINDS: dict[str, Any] = {
    "text": gettext_lazy("Short text"),
    "long_text": gettext_lazy("Long text"),
    "yes_no": gettext_lazy("Yes or no"),
    "choice": gettext_lazy("One of several answers"),
    "choices": gettext_lazy("Several answers"),
    "code": gettext_lazy("Entry of a list"),
    "date": gettext_lazy("Day"),
    "time": gettext_lazy("Time of day"),
    "integer": gettext_lazy("Whole number"),
    "decimal": gettext_lazy("Number with decimals"),
    "money": gettext_lazy("Amount of money"),
    "person": gettext_lazy("Person"),
    "address": gettext_lazy("Address"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Telephone number"),
    "iban": gettext_lazy("Bank account (IBAN)"),
    "file": gettext_lazy("Document to upload"),
    "consent": gettext_lazy("Consent"),
    "computed": gettext_lazy("Computed value"),
    "note": gettext_lazy("Text to read"),
    "group": gettext_lazy("Group of questions"),
}


def new_item(kind: str, block: str = "") -> dict[str, Any]:
    """The data of a new item of ``kind``, valid from the start; raises ``KeyError`` for an unknown one."""
    if kind not in KINDS:
        raise KeyError(kind)
    if block:
        return {"type": "group", "block": block}
    answers = [{"value": f"antwort_{n}", "label": _("Answer %(n)s") % {"n": n}} for n in (1, 2)]
    own: dict[str, dict[str, Any]] = {
        "choice": {"choices": answers},
        "choices": {"choices": answers},
        "code": {"code_list": ""},
        "computed": {"compute": "''"},
        "note": {"text": _("Please write here what people should read.")},
        "consent": {"required": True},
        "group": {"items": []},
    }
    required = {} if kind in ("computed", "note", "group", "consent") else {"required": True}
    return {"type": kind, **required, **own.get(kind, {})}


def label_of(item: dict[str, Any]) -> str:
    """What an item's kind is called."""
    if item.get("block"):
        return _("Reusable block")
    if item["type"] == "group" and item.get("maximum", 1) != 1:
        return _("Group, several times")
    return str(KINDS.get(item["type"], item["type"]))

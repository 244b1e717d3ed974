"""What may stand in a field before anybody types: from the account, or from a service that confirmed it.

``prefill: account.<name>`` takes what the account knows (to be changed at will), ``prefill: eid.<name>`` what a
service confirmed (shown, locked), and ``prefill: <name>`` the better of both. A field with parts (person, address) is
filled part by part; for every other field the name is one attribute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from django.utils.translation import gettext as _

from .fields import AnyField

Origin = Literal["account", "eid", "both"]

#: What identification services and accounts say, each under one name; see docs/forms.md.
ATTRIBUTES = frozenset({
    "name", "given_name", "family_name", "birth_name", "title", "gender", "birth_date", "birth_place", "nationality",
    "email", "phone", "street", "house_number", "addition", "postcode", "city", "country",
    "organisation", "register_number", "tax_number", "over_18",
})  # fmt: skip
#: Names that fill a field with parts, one attribute a part.
COMPOUND: dict[str, frozenset[str]] = {
    "person": frozenset({"title", "given_name", "family_name", "birth_name", "birth_date"}),
    "address": frozenset({"street", "house_number", "addition", "postcode", "city", "country"}),
}
#: The kinds of field that an attribute fits, where not every one with a text.
_KINDS = {
    "birth_date": frozenset({"date", "text"}), "over_18": frozenset({"yes_no"}),
    "email": frozenset({"email", "text"}), "phone": frozenset({"phone", "text"}),
}  # fmt: skip
_TEXTS = frozenset({"text", "choice", "code"})
#: These never hold one thing that somebody confirmed.
_NEVER = frozenset({"file", "note", "computed", "consent"})


def split(prefill: str) -> tuple[Origin, str]:
    """Where it comes from, and its name."""
    area, dot, name = prefill.partition(".")
    if not dot:
        return "both", area
    return ("account" if area == "account" else "eid"), name


def problem(item: AnyField, prefill: str) -> str | None:
    """What is wrong with ``prefill`` of ``item``, in a sentence; None where it fits."""
    area, _dot, name = prefill.rpartition(".")
    if area not in ("", "account", "eid") or name not in ATTRIBUTES | COMPOUND.keys():
        return _("Nothing is called “%(name)s” that could fill this question in.") % {"name": prefill}
    return (
        None
        if fits(item.type, name)
        else _("“%(name)s” does not fit this kind of question.") % {"name": prefill}
    )


def fits(kind: str, name: str) -> bool:
    """Whether a field of this kind can hold what is called ``name``."""
    if name in COMPOUND:
        return kind == name
    return kind not in COMPOUND.keys() | _NEVER and kind in _KINDS.get(name, _TEXTS)


def check_prefill(items: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    """(path, sentence) of every field whose ``prefill`` does not fit."""
    for path, item in items:
        prefill = getattr(item, "prefill", "")
        if prefill and (sentence := problem(item, prefill)):
            yield path, sentence

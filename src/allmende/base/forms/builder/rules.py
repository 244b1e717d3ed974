"""Rules for people who do not program: names to choose from, an assistant, explanations in plain words."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from allmende.foundation.expressions import ExpressionError, compile_expression

from ..engine import check_form
from ..schema import Form, Group, Item, text_in
from ..wording import explain
from .edits import EditError, apply, item_at, page_of

#: How the assistant compares: key → (words, pattern).
OPERATORS: dict[str, tuple[Any, str]] = {
    "is": (gettext_lazy("is"), "{name} == {value}"),
    "is_not": (gettext_lazy("is not"), "{name} != {value}"),
    "contains": (gettext_lazy("is among the answers"), "{value} in {name}"),
    "more": (gettext_lazy("is more than (later than)"), "{name} > {value}"),
    "less": (gettext_lazy("is less than (earlier than)"), "{name} < {value}"),
    "filled": (gettext_lazy("has an answer"), "filled({name})"),
    "empty": (gettext_lazy("has no answer"), "empty({name})"),
}
_NUMBERS = ("integer", "decimal", "money")
_YES = {"ja", "yes", "true", "wahr", "stimmt"}
_GERMAN_DAY = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")


def is_settings(item: Item) -> bool:
    """Whether it is a group of nothing but hidden values: settings of the municipality, put there by a procedure.

    Rules read them; nobody is asked for them, and the workshop does not show them as questions.
    """
    return (
        isinstance(item, Group)
        and bool(item.items)
        and all(
            not isinstance(part, Group) and part.hidden and part.type == "computed" for part in item.items
        )
    )


@dataclass(frozen=True)
class Name:
    """A name that a rule may use, the question behind it, and what its answers look like."""

    name: str
    label: str
    kind: str
    answers: tuple[tuple[str, str], ...] = ()


def names_at(form: Form, path: str) -> list[Name]:
    """What a rule at ``path`` may speak of: its neighbours first, then outwards to the whole form."""
    items = dict(form.walk())
    hidden = [f"{known}." for known, item in items.items() if is_settings(item)]
    repeated = {known for known, item in items.items() if isinstance(item, Group) and item.repeats}
    found: dict[str, Name] = {}
    outer = path.split(".")[:-1]
    for depth in range(len(outer), -1, -1):
        prefix = "".join(f"{key}." for key in outer[:depth])
        for item_path, item in items.items():
            if not item_path.startswith(prefix) or isinstance(item, Group) or item.type == "note":
                continue
            if item_path.startswith(tuple(hidden)):
                continue
            name = item_path.removeprefix(prefix)
            if name not in found and not _several(item_path, len(prefix), repeated):
                answers = tuple((c.value, text_in(c.label)) for c in getattr(item, "choices", ()))
                found[name] = Name(name, text_in(item.label) or item.key, item.type, answers)
    return list(found.values())


def _several(path: str, start: int, repeated: set[str]) -> bool:
    """Whether a repeated group lies on the way from the character ``start`` to the question."""
    ends = [n for n, letter in enumerate(path) if letter == "." and n > start]
    return any(path[:end] in repeated for end in ends)


def compose(form: Form, path: str, name: str, operator: str, value: str) -> str:
    """The rule that the assistant's three boxes say; raises ``EditError`` where they do not fit together."""
    known = {entry.name: entry for entry in names_at(form, path)}
    if name not in known or operator not in OPERATORS:
        raise EditError(_("Please choose a question and what its answer must be."))
    pattern = OPERATORS[operator][1]
    if "{value}" not in pattern:
        return pattern.format(name=name)
    return pattern.format(name=name, value=_literal(known[name], value.strip()))


def _literal(entry: Name, value: str) -> str:
    if entry.kind in ("yes_no", "consent"):
        return "true" if value.casefold() in _YES else "false"
    if entry.kind in _NUMBERS:
        number = value.replace(".", "").replace(",", ".") if "," in value else value
        if not re.fullmatch(r"-?\d+(\.\d+)?", number):
            raise EditError(_("“%(value)s” is not a number.") % {"value": value})
        return number
    if entry.kind == "date":
        day = _GERMAN_DAY.match(value)
        iso = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else value
        if value.casefold() in ("heute", "today"):
            return "today()"
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", iso):
            raise EditError(_("Please write a day such as 31.12.2026, or “heute”."))
        return f'date("{iso}")'
    code = {label.casefold(): key for key, label in entry.answers}.get(value.casefold(), value)
    escaped = code.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def check_rule(form: Form, path: str, text: str, use: str) -> list[str]:
    """What is wrong with a rule at ``path``, in plain words; ``use``: show, required, compute, check, inside …"""
    try:
        compile_expression(text)
    except ExpressionError as error:
        return [explain(error)]
    data = copy.deepcopy(form.as_data())
    try:
        owner = page_of(data, path.removeprefix("page:")) if path.startswith("page:") else item_at(data, path)
        apply(owner, _placed(text, use))
        changed = Form.model_validate(data)
    except (EditError, ValidationError):
        return []
    place = path.removeprefix("page:")
    found = [f for f in check_form(changed) if f.place == place or f.code == "cycle"]
    return [f.message for f in found if f.code in ("expression", "unknown_name", "cycle", "dead")]


def _placed(text: str, use: str) -> dict[str, Any]:
    if use in ("show", "required", "compute", "allowed"):
        return {use: text}
    return {"checks": [{"rule": text, "message": "-"}]}


def in_words(form: Form, path: str, rule: str) -> str:
    """A simple rule in words ("Dog breed is Beagle"); a harder one as it is written."""
    known = {entry.name: entry for entry in names_at(form, path)}
    for operator, (words, pattern) in OPERATORS.items():
        shape = (
            re.escape(pattern)
            .replace(r"\{name\}", r"(?P<name>[\w.]+)")
            .replace(r"\{value\}", r"(?P<value>[^&|!=<>]+)")
        )
        hit = re.fullmatch(shape, rule.strip())
        if hit and hit["name"] in known and operator in OPERATORS:
            entry, value = known[hit["name"]], hit.groupdict().get("value")
            return f"„{entry.label}“ {words} {_value_words(entry, value)}".strip()
    return rule


def _value_words(entry: Name, value: str | None) -> str:
    if value is None:
        return ""
    plain = value.strip().strip("\"'")
    if entry.kind in ("yes_no", "consent"):
        return _("Yes") if plain == "true" else _("No")
    return f"„{dict(entry.answers).get(plain, plain)}“"

"""What differs between two versions of a form, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..schema import Form, compact
from .edits import words
from .kinds import label_of
from .properties import name_of

Json = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One property that changed."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """``what``: added, removed or changed."""

    what: str
    place: str
    label: str
    kind: str
    changes: tuple[Change, ...] = ()


def compare(before: Form, after: Form) -> list[Difference]:
    """Added, removed and changed parts, in the order of ``after``, then what is gone."""
    old, new = _parts(before), _parts(after)
    found = []
    for place, part in new.items():
        if place not in old:
            found.append(Difference("added", place, _label(part, place), _kind(part)))
        elif changes := _changes(old[place], part):
            found.append(Difference("changed", place, _label(part, place), _kind(part), changes))
    found += [
        Difference("removed", place, _label(part, place), _kind(part))
        for place, part in old.items()
        if place not in new
    ]
    return found


def _parts(form: Form) -> dict[str, Json]:
    whole = form.as_data()
    parts: dict[str, Json] = {
        "": {name: whole[name] for name in whole if name not in ("pages", "code_lists")}
    }
    for page in form.pages:
        parts[f"page:{page.key}"] = _own(compact(page))
        above = {item.key: words(page.label) or page.key for item in page.items}
        for path, item in form.walk():
            if path.partition(".")[0] in above:
                own = _own(compact(item))
                parts[path] = own if "." in path else {**own, "page": above[path]}
    return parts


def _own(data: Json) -> Json:
    return {name: value for name, value in data.items() if name not in ("items", "key")}


def _changes(old: Json, new: Json) -> tuple[Change, ...]:
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return tuple(Change(name_of(name), _show(old.get(name)), _show(new.get(name))) for name in names)


def _show(value: Any) -> str:
    """A property's value for reading, never as JSON."""
    match value:
        case None | "" | [] | {}:
            return "–"
        case True:
            return _("Yes")
        case False:
            return _("No")
        case {"rule": rule, **rest}:
            return f"{rule} ({words(rest.get('message'))})" if rest.get("message") else str(rule)
        case {"value": _code, "label": label, **rest}:
            return words(label) + (f" [{rest['show']}]" if rest.get("show") else "")
        case dict():
            return " / ".join(_show(part) for part in value.values())
        case list() | tuple():
            return ", ".join(_show(part) for part in value)
        case _:
            return str(value)


def _label(part: Json, place: str) -> str:
    return words(part.get("label") or part.get("title")) or place.removeprefix("page:") or _("Form")


def _kind(part: Json) -> str:
    if "type" in part:
        return label_of(part)
    return _("Form") if "title" in part else _("Page")

"""What differs between two versions of a form, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..schema import Form, Group, compact
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
    """``what``: added, removed, changed or moved (``behind``: label of what it stands behind now, "" at the top)."""

    what: str
    place: str
    label: str
    kind: str
    changes: tuple[Change, ...] = ()
    behind: str = ""


def compare(before: Form, after: Form) -> list[Difference]:
    """Added, removed, changed and moved parts, in the order of ``after``, then what is gone."""
    old, new = _parts(before), _parts(after)
    moved = moves(before, after)
    found = []
    for place, part in new.items():
        if place in moved:
            behind = _label(new[moved[place]], moved[place]) if moved[place] else ""
            found.append(Difference("moved", place, _label(part, place), _kind(part), behind=behind))
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


def moves(before: Form, after: Form) -> dict[str, str]:
    """Parts that stand elsewhere among their neighbours: place → the place that it stands behind now ("" at the top).

    As few as explain the new order: what is in the longest common sequence has not moved.
    """
    old, new, found = _order(before), _order(after), {}
    for parent, places in new.items():
        known = [place for place in old.get(parent, ()) if place in places]
        rank = {place: number for number, place in enumerate(known)}
        common = [place for place in places if place in rank]
        still = _longest_rising([rank[place] for place in common])
        for place in common:
            if rank[place] not in still:
                index = places.index(place)
                found[place] = places[index - 1] if index else ""
    return found


def _order(form: Form) -> dict[str, list[str]]:
    """The parts of each page and group, and the pages, in order."""
    order: dict[str, list[str]] = {"": [f"page:{page.key}" for page in form.pages]}
    for page in form.pages:
        order[f"page:{page.key}"] = [item.key for item in page.items]
    for path, item in form.walk():
        if isinstance(item, Group):
            order[path] = [f"{path}.{child.key}" for child in item.items]
    return order


def _longest_rising(numbers: list[int]) -> set[int]:
    """The longest rising subsequence (of distinct numbers)."""
    best: list[list[int]] = [[]]
    for number in numbers:
        longest: list[int] = []
        for chain in best:
            if len(chain) > len(longest) and chain[-1] < number:
                longest = chain
        best.append([*longest, number])
    return set(sorted(best, key=len)[-1])


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

"""Changes to a working copy: plain functions on the JSON data of ``schema.Form``, no database.

An item is named by its dotted path, a place to put it by ``page:KEY`` or the path of a group.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from .keys import key_for
from .kinds import new_item

Json = dict[str, Any]
PAGE = "page:"


#: As a value of ``apply``: store null, where None takes the property away.
NULL = object()


class EditError(ValueError):
    """A change cannot be made; the message is for people."""


def page_of(form: Json, key: str) -> Json:
    """The page with ``key``; raises ``EditError``."""
    for page in form["pages"]:
        if page["key"] == key:
            page.setdefault("items", [])
            found: Json = page
            return found
    raise EditError(_("This page is no longer there. Somebody may have removed it."))


def find(form: Json, path: str) -> tuple[list[Json], int]:
    """The siblings of the item at ``path`` and its place among them; raises ``EditError``."""
    levels: list[list[Json]] = [page.setdefault("items", []) for page in form["pages"]]
    keys = path.split(".")
    for depth, key in enumerate(keys):
        hit = next(
            ((items, n) for items in levels for n, item in enumerate(items) if item["key"] == key), None
        )
        if hit is None:
            break
        if depth == len(keys) - 1:
            return hit
        levels = [hit[0][hit[1]].setdefault("items", [])]
    raise EditError(_("This part is no longer there. Somebody may have removed it."))


def item_at(form: Json, path: str) -> Json:
    """The item at ``path``; raises ``EditError``."""
    siblings, place = find(form, path)
    return siblings[place]


def children(form: Json, parent: str) -> list[Json]:
    """The items of a page (``page:KEY``) or a group; raises ``EditError``."""
    if parent.startswith(PAGE):
        items: list[Json] = page_of(form, parent.removeprefix(PAGE))["items"]
        return items
    group = item_at(form, parent)
    if group.get("type") != "group" or group.get("block"):
        raise EditError(_("Only pages and groups can hold questions."))
    inner: list[Json] = group.setdefault("items", [])
    return inner


def add_page(form: Json, label: str) -> str:
    """Append an empty page; returns its key."""
    key = key_for(label, [page["key"] for page in form["pages"]], fallback="seite")
    form["pages"].append({"key": key, "label": label, "items": []})
    return key


def add_item(form: Json, parent: str, kind: str, label: str, block: str = "") -> str:
    """Append a question or group of ``kind`` to ``parent``; returns its path."""
    siblings = children(form, parent)
    key = key_for(label, _taken(form, parent), fallback="frage")
    siblings.append({**new_item(kind, block), "key": key, "label": label})
    return _join(parent, key)


def move_page(form: Json, key: str, step: int) -> None:
    """Move a page ``step`` places on; at either end it stays."""
    pages = form["pages"]
    place = pages.index(page_of(form, key))
    target = min(max(place + step, 0), len(pages) - 1)
    pages.insert(target, pages.pop(place))


def put_page(form: Json, key: str, before: str) -> str:
    """Put a page before the page ``before``, or at the end; returns its place."""
    page = page_of(form, key)
    pages = form["pages"]
    if before != key:
        pages.remove(page)
        index = next((n for n, other in enumerate(pages) if other["key"] == before), len(pages))
        pages.insert(index, page)
    return PAGE + key


def move(form: Json, path: str, step: int) -> str:
    """Move an item one place up (-1) or down (1): within its page or group, else over to the next page."""
    siblings, place = find(form, path)
    target = place + step
    if 0 <= target < len(siblings):
        siblings.insert(target, siblings.pop(place))
        return path
    if "." in path:
        return path
    number = next(n for n, page in enumerate(form["pages"]) if page.get("items") is siblings) + step
    if not 0 <= number < len(form["pages"]):
        return path
    other = form["pages"][number].setdefault("items", [])
    other.insert(len(other) if step < 0 else 0, siblings.pop(place))
    return path


def put(form: Json, path: str, parent: str, before: str = "") -> str:
    """Put an item into ``parent``, before its child with the key ``before`` or at the end; returns its path."""
    if parent == path or parent.startswith(f"{path}."):
        raise EditError(_("A group cannot be put into itself."))
    target = children(form, parent)
    siblings, place = find(form, path)
    item = siblings[place]
    if target is not siblings and item["key"] in _taken(form, parent) - _top_keys_unless(path):
        raise EditError(_("There is already a question with the key “%(key)s” there.") % {"key": item["key"]})
    siblings.pop(place)
    index = next((n for n, child in enumerate(target) if child["key"] == before), len(target))
    target.insert(index, item)
    return _join(parent, item["key"])


def duplicate(form: Json, path: str) -> str:
    """Put a copy behind the item; returns the copy's path."""
    siblings, place = find(form, path)
    twin = copy.deepcopy(siblings[place])
    taken = {item["key"] for item in siblings} if "." in path else _top_keys(form)
    twin["key"] = key_for(twin["key"], taken)
    siblings.insert(place + 1, twin)
    head, dot, _tail = path.rpartition(".")
    return f"{head}{dot}{twin['key']}"


def remove(form: Json, path: str) -> None:
    """Take an item, and what is in it, away."""
    siblings, place = find(form, path)
    siblings.pop(place)


def remove_page(form: Json, key: str) -> None:
    """Take a page away; the last one stays."""
    page = page_of(form, key)
    if len(form["pages"]) == 1:
        raise EditError(_("A form needs at least one page."))
    form["pages"].remove(page)


def change(form: Json, path: str, values: Json) -> str:
    """Set properties of an item, None takes one away; returns the path, which a new key changes."""
    siblings, place = find(form, path)
    item = siblings[place]
    key = values.get("key", item["key"])
    taken = {child["key"] for child in siblings} if "." in path else _top_keys(form)
    if key != item["key"] and key in taken:
        raise EditError(_("There is already a question with the key “%(key)s” there.") % {"key": key})
    apply(item, values)
    head, dot, _tail = path.rpartition(".")
    return f"{head}{dot}{key}"


def apply(part: Json, values: Json) -> None:
    """Set the properties ``values`` of a page, an item or the form; None takes one away."""
    for name, value in values.items():
        if value is None:
            part.pop(name, None)
        else:
            part[name] = None if value is NULL else value


def parents(form: Json) -> Iterator[tuple[str, str]]:
    """Every place that can hold questions: (place, label), pages and groups in order."""
    for page in form["pages"]:
        yield PAGE + page["key"], words(page.get("label")) or page["key"]
        yield from _groups(page.get("items", []), "", words(page.get("label")) or page["key"])


def words(text: Any) -> str:
    """A text that may be given by language, in German."""
    if isinstance(text, dict):
        return str(text.get("de") or next(iter(text.values()), ""))
    return str(text or "")


def _groups(items: list[Json], prefix: str, above: str) -> Iterator[tuple[str, str]]:
    for item in items:
        if item.get("type") == "group" and not item.get("block"):
            label = f"{above} › {words(item.get('label')) or item['key']}"
            yield prefix + item["key"], label
            yield from _groups(item.get("items", []), f"{prefix}{item['key']}.", label)


def _join(parent: str, key: str) -> str:
    return key if parent.startswith(PAGE) else f"{parent}.{key}"


def _taken(form: Json, parent: str) -> set[str]:
    return _top_keys(form) if parent.startswith(PAGE) else {item["key"] for item in children(form, parent)}


def _top_keys(form: Json) -> set[str]:
    return {item["key"] for page in form["pages"] for item in page.get("items", [])}


def _top_keys_unless(path: str) -> set[str]:
    return {path} if "." not in path else set()

"""What a drawing tool does not write back is put back: its reader drops what it does not know or takes for usual."""

from __future__ import annotations

import copy
import functools
from typing import Any

from allmende.base.workflow.moddle import EXTENSION

from .tree import XSI, Element, as_bytes, as_text, by_id, parse


def keep_unknown(old: bytes, new: bytes) -> bytes:
    """``new``, drawn from ``old`` in the browser, with what only the browser's reader dropped: attributes that say
    the usual, comments, elements of other vocabularies. What a person removed stays removed.
    """
    before, after = parse(old), parse(new)
    through = parse(_read_and_written(old).encode())
    old_ids, seen_ids = by_id(before), by_id(through)
    for key, element in by_id(after).items():
        if key in old_ids and key in seen_ids and old_ids[key].tag == element.tag:
            _put_back(old_ids[key], seen_ids[key], element)
    return as_bytes(after)


@functools.lru_cache(maxsize=1)
def _moddle() -> Any:
    from bpmn_io.bpmn_moddle import create_moddle

    return create_moddle({"allmende": copy.deepcopy(EXTENSION)})


def _read_and_written(content: bytes) -> str:
    """The file as the browser's library would write it unchanged."""
    result = _moddle().from_xml(as_text(content))
    return str(_moddle().to_xml(result.root_element, {"format": True}).xml)


def _put_back(old: Element, seen: Element, new: Element) -> None:
    for name, value in old.attrib.items():
        unchanged = seen.get(name) == new.get(name)  # both None: dropped
        if unchanged and name != f"{{{XSI}}}type":
            new.set(name, value)
    kept = [_sign(child) for child in seen]
    there = [_sign(child) for child in new]
    for place, child in enumerate(old):
        if isinstance(child.tag, str) and child.get("id"):
            continue  # a part with a key of its own: present, or removed by a person
        sign = _sign(child)
        if sign in kept:
            kept.remove(sign)
        elif sign not in there:
            _restore(old, seen, new, child, place)
    if _blank(new) and not _blank(old) and _blank(seen):
        new.text = old.text


def _restore(old: Element, seen: Element, new: Element, child: Element, place: int) -> None:
    """A lost child comes back; one that was kept in another shape is only repaired where nobody changed it."""
    if isinstance(child.tag, str):
        twins = [other for other in new if other.tag == child.tag and not other.get("id")]
        before = [other for other in seen if other.tag == child.tag and not other.get("id")]
        if before:
            if [_sign(twin) for twin in twins] == [_sign(other) for other in before] and len(twins) == 1:
                new.replace(twins[0], copy.deepcopy(child))
            return
    made = copy.deepcopy(child)
    new.insert(min(place, len(new)), made)


def _sign(element: Element) -> tuple[Any, ...]:
    """An element by what it says, without regard to white space between its parts."""
    if not isinstance(element.tag, str):
        return ("", (element.text or "").strip())
    return (
        element.tag,
        tuple(sorted(element.attrib.items())),
        (element.text or "").strip(),
        tuple(_sign(child) for child in element),
    )


def _blank(element: Element) -> bool:
    return not (element.text or "").strip()

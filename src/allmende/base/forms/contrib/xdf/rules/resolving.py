"""Which position a reference means, and how a rule at another position calls it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from ..places import Place
from .errors import NotUnderstoodError
from .lexer import Reference


def resolve(owner: Place, reference: Reference, root: Place) -> Place:
    """The one position that ``reference`` means in a rule of ``owner``.

    First the way down from the owner step by step, then anywhere below it, then anywhere in the form, but only where it
    stands there once. Raises ``NotUnderstoodError`` where it is not there or could be several.
    """
    ids = tuple(_current(number, root) for number in reference.path)
    if len(ids) == 1 and owner.element.id == ids[0]:
        return owner
    direct = _step_by_step(owner, ids)
    for found in (direct, _below(owner, ids), _below(root, ids)):
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise NotUnderstoodError(_("%(id)s stands in several places"), {"id": ".".join(ids)})
    raise NotUnderstoodError(_("%(id)s is not in this form"), {"id": ".".join(ids)})


def _current(number: str, root: Place) -> str:
    """Ids of version 2.0 (F60000263) as those of 3.0.0 (F60000000263), where only that one is in the form."""
    known = {place.element.id for place in root.walk()} | {root.element.id}
    if number in known or not re.fullmatch(r"[FG]\d{8}", number):
        return number
    longer = f"{number[:3]}000{number[3:]}"
    return longer if longer in known else number


def _step_by_step(owner: Place, ids: Sequence[str]) -> list[Place]:
    found = [owner]
    for number in ids:
        found = [child for place in found for child in place.children if child.element.id == number]
    return found


def _below(owner: Place, ids: Sequence[str]) -> list[Place]:
    return [
        place for place in owner.walk() if place.element.id == ids[-1] and _passes(place, owner, ids[:-1])
    ]


def _passes(place: Place, owner: Place, ids: Sequence[str]) -> bool:
    """Whether the groups ``ids`` lie in this order on the way from ``owner`` down to ``place``."""
    way = [entry.element.id for entry in place.lineage()[1:]][::-1]
    steps = iter(way)
    return all(number in steps for number in ids)


def name_from(scope: Place, target: Place) -> str:
    """How a rule evaluated in ``scope`` calls the answer of ``target``: a chain of keys, looked up outwards.

    Raises ``NotUnderstoodError`` where the way leads into something that can be there several times.
    """
    around = target.lineage()
    for index, level in enumerate(scope.lineage()):
        if level not in around[1:]:
            continue
        way = around[: around.index(level)][::-1]
        if any(place.is_row for place in way[:-1]):
            raise NotUnderstoodError(_("%(id)s can be there several times"), {"id": target.element.id})
        inner = scope.lineage()[:index]
        if any(way[0].key in {child.key for child in place.children} for place in inner):
            if level.is_row:
                raise NotUnderstoodError(_("%(id)s is not unique from here"), {"id": target.element.id})
            continue
        return ".".join(place.key for place in way)
    raise NotUnderstoodError(_("%(id)s cannot be reached from here"), {"id": target.element.id})

"""Whether two conditions can hold at the same time, by trying the values that matter."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from ..model import XdfField
from ..places import Place
from .errors import NotUnderstoodError
from .placed import All, Any_, Has, Is, No, Term, Versus, atoms

MAX_CASES = 20_000
_OTHER = "\0other"
Case = dict[Any, Any]


def overlap(first: Term, second: Term) -> bool:
    """Whether some answers meet both; questions count as answered."""
    return any(_holds(first, case) and _holds(second, case) for case in _cases([first, second]))


def opposite(first: Term, second: Term) -> bool:
    """Whether, once answered, always exactly one of both holds."""
    return all(_holds(first, case) != _holds(second, case) for case in _cases([first, second]))


def decides(term: Term) -> bool:
    """Whether the condition can hold and can fail: one that always or never holds is a slip of its author."""
    return len({_holds(term, case) for case in _cases([term])}) == 2


def _cases(terms: list[Term]) -> Iterator[Case]:
    domains: dict[Any, set[Any]] = {}
    for term in terms:
        for atom in atoms(term):
            for key, values in _domain(atom).items():
                domains.setdefault(key, set()).update(values)
    size = 1
    for values in domains.values():
        size *= len(values)
    if size > MAX_CASES:
        raise NotUnderstoodError(_("too many cases to rule out contradictions"))
    keys = list(domains)
    for chosen in itertools.product(*(domains[key] for key in keys)):
        yield dict(zip(keys, chosen, strict=True))


def _domain(atom: Is | Versus | Has) -> dict[Any, set[Any]]:
    if isinstance(atom, Versus):
        return {_pair(atom): {-1, 0, 1}}
    if isinstance(atom, Has):
        return {("filled", atom.place): {True, False}}
    if atom.place.category in ("choices", "codes"):
        return {(atom.place, value): {True, False} for value in atom.values}
    return {(atom.place, atom.years): _values(atom)}


def _values(atom: Is) -> set[Any]:
    if atom.place.category == "bool":
        return {True, False}
    if atom.place.category in ("integer", "number", "money", "date"):
        near = [_number(value) + step for value in atom.values for step in (-1, -0.5, 0, 0.5, 1)]
        return set(near)
    element = atom.place.element
    if isinstance(element, XdfField) and element.codes:
        return {code.code for code in element.codes}
    return {*atom.values, _OTHER}


def _number(value: Any) -> float:
    return float(value.toordinal()) if isinstance(value, date) else float(value)


def _pair(atom: Versus) -> tuple[str, Place, Place | None]:
    return ("versus", atom.place, atom.other)


def _holds(term: Term, case: Case) -> bool:
    if isinstance(term, All):
        return all(_holds(part, case) for part in term.parts)
    if isinstance(term, Any_):
        return any(_holds(part, case) for part in term.parts)
    if isinstance(term, No):
        return not _holds(term.part, case)
    if isinstance(term, Has):
        return bool(case[("filled", term.place)]) == term.filled
    if isinstance(term, Versus):
        return _compares(term.op, case[_pair(term)], 0)
    if term.place.category in ("choices", "codes"):
        return any(case[(term.place, value)] for value in term.values) == (term.op == "EQ")
    found = case[(term.place, term.years)]
    if term.op in ("EQ", "NE"):
        wanted = {_number(v) if isinstance(found, float) else v for v in term.values}
        return (found in wanted) == (term.op == "EQ")
    return _compares(term.op, found, _number(term.values[0]))


def _compares(op: str, left: float, right: float) -> bool:
    return {
        "EQ": left == right,
        "NE": left != right,
        "LT": left < right,
        "LE": left <= right,
        "GT": left > right,
        "GE": left >= right,
    }[op]

"""Fields filled in before anybody types: which, from what, and what a field can take."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from ..fields import AnyField
from ..prefill import COMPOUND, Origin, problem, split
from ..schema import Group
from .kinds import KINDS, Context, MalformedError
from .types import CodeLists


@dataclasses.dataclass(frozen=True)
class Filling:
    """One field that can be filled in: ``parts`` maps part ("" for the whole field) → attribute."""

    path: str
    item: AnyField
    origin: Origin
    parts: Mapping[str, str]

    def leaf(self, part: str) -> str:
        """The path of a part's answer."""
        return f"{self.path}.{part}" if part else self.path


def fillings(
    items: Mapping[str, Group | AnyField], defaults: Mapping[str, str] | None = None
) -> tuple[Filling, ...]:
    """The fields outside repetitions that say what fills them in; ``defaults``: path → name for those that do not."""
    repeated = tuple(f"{path}." for path, item in items.items() if isinstance(item, Group) and item.repeats)
    found = []
    for path, item in items.items():
        if isinstance(item, Group) or path.startswith(repeated):
            continue
        prefill = item.prefill or (defaults or {}).get(path, "")
        if prefill and problem(item, prefill) is None:
            origin, name = split(prefill)
            found.append(Filling(path, item, origin, _parts(item, name)))
    return tuple(found)


def as_answer(item: AnyField, part: str, value: str, lists: CodeLists) -> Any:
    """``value`` as a canonical answer of the field (or of its ``part``); None where the field could not take it.

    So nothing is ever locked that the form itself refuses: a birthday of which only the year is known, a name longer
    than the field.
    """
    text = {"yes": "true", "no": "false"}.get(value, value) if item.type == "yes_no" else value.strip()
    names = {f"{item.key}.{part}" if part else item.key: text}
    kind = KINDS[item.type]
    answer = kind.parse(item, item.key, lambda name: [names[name]] if name in names else [])
    if answer is None:
        return None
    choices = tuple(getattr(item, "choices", ()))
    try:
        decoded = kind.decode(item, answer)
        context = Context("", lists, choices=choices)
        wrong = [where for where, _sentence in kind.problems(item, answer, decoded, context)]
    except MalformedError:
        return None
    if wrong:
        return None
    return answer.get(part) if part else answer


def _parts(item: AnyField, name: str) -> dict[str, str]:
    if name not in COMPOUND:
        return {"": name}
    return {part: part for part in getattr(item, "parts", ()) if part in COMPOUND[name]}

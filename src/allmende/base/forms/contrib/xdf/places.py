"""The schema unfolded: one place per position, so that a group used in several places is several places."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, Literal

from ...fields import Check
from .model import XdfElement, XdfField, XdfGroup, XdfPosition

Category = Literal["group", "bool", "choice", "choices", "code", "codes", "text", "integer", "number", "money",
                   "date", "time", "file", "note", "list"]  # fmt: skip
_DATA: dict[str, Category] = {
    "bool": "bool",
    "num_int": "integer",
    "num": "number",
    "num_currency": "money",
    "date": "date",
    "time": "time",
    "file": "file",
    "obj": "file",
}


@dataclasses.dataclass(eq=False)
class Place:
    """A position with its key, and what the rules say about it. The root place is the schema."""

    element: XdfField | XdfGroup
    key: str
    minimum: int
    maximum: int | None
    parent: Place | None
    position: XdfPosition | None = None
    children: list[Place] = dataclasses.field(default_factory=list)
    show: str | None = None
    required: str | bool = False
    optional: bool = False  #: a rule takes back that the position is always required
    default: Any = None
    hidden: bool = False
    allowed: str | None = None
    checks: list[Check] = dataclasses.field(default_factory=list)

    @property
    def is_group(self) -> bool:
        return isinstance(self.element, XdfGroup)

    @property
    def many(self) -> bool:
        return self.maximum is None or self.maximum > 1

    @property
    def category(self) -> Category:
        """What kind of answer this place has; ``list`` is a field that is asked several times."""
        element = self.element
        if isinstance(element, XdfGroup):
            return "group"
        if element.kind == "label":
            return "note"
        if element.kind == "select" or element.codes or element.code_list:
            inline = bool(element.codes)
            if self.many:
                return "choices" if inline else "codes"
            return "choice" if inline else "code"
        found: Category = _DATA.get(element.data, "text")
        return "list" if self.many and found != "file" else found

    @property
    def is_row(self) -> bool:
        """Whether what is inside can be there several times."""
        return self.parent is not None and (self.category == "list" or (self.is_group and self.many))

    @property
    def path(self) -> tuple[str, ...]:
        return (*self.parent.path, self.key) if self.parent else ()

    @property
    def scope(self) -> Place:
        """The place in whose scope this one's own rules are evaluated."""
        return self.parent or self

    @property
    def label(self) -> str:
        return self.element.label or self.element.name or self.element.id

    def walk(self) -> Iterator[Place]:
        for child in self.children:
            yield child
            yield from child.walk()

    def lineage(self) -> list[Place]:
        """This place and those around it, innermost first, the root last."""
        found, place = [self], self.parent
        while place is not None:
            found.append(place)
            place = place.parent
        return found


def unfold(schema: XdfGroup) -> Place:
    """The root place with all places below it."""
    root = Place(schema, "", 1, 1, None)
    _unfold(root, schema)
    return root


def _unfold(parent: Place, group: XdfGroup) -> None:
    for position in group.positions:
        if position.maximum == 0:
            continue  # never asked; the import tells
        place = Place(
            position.element,
            _free_key(parent, position.element),
            position.minimum,
            position.maximum,
            parent,
            position,
        )
        parent.children.append(place)
        if isinstance(position.element, XdfGroup):
            _unfold(place, position.element)


def _free_key(parent: Place, element: XdfElement) -> str:
    """The element's id in small letters; a number behind it where it stands twice in one group."""
    key = "".join(letter if letter.isalnum() else "_" for letter in element.id.lower())
    taken = {child.key for child in parent.children}
    free, number = key, 1
    while free in taken:
        number += 1
        free = f"{key}_{number}"
    return free

"""Types of resource: what the provider runs, which facts are kept about each, and what each needs, read from them.

A type says under which keys others find a resource (``known_as``) and which keys the resource points at
(``points_at``). A dependency is found where a key that one points at is known as another; ``finding.py`` joins them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from pydantic import BaseModel, ConfigDict

from allmende.foundation.registry import Registry

Text = str | Promise


class Fields(BaseModel):
    """Base of the schemas: what a type keeps beside number, name and contract. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, use_enum_values=True)


class NoFields(Fields):
    """For types of which nothing more is kept."""


@dataclass(frozen=True)
class Label:
    """What a field is called on the screen: ``field: Annotated[int | None, Label(_("Bandwidth"), unit="Mbit/s")]``."""

    text: Text
    help: Text = ""
    unit: str = ""


class Row:
    """A resource as finders see it.

    ``id`` and ``institution`` (None: nobody owns it) are keys as the database has them. ``fields`` are read when
    asked for: most resources are found by their number alone.
    """

    __slots__ = ("_fields", "id", "institution", "name", "number", "type")

    def __init__(self, id: Any, type: str, number: str, name: str, institution: Any, fields: Any) -> None:
        self.id, self.type, self.number, self.name = id, type, number, name
        self.institution, self._fields = institution, fields

    @property
    def fields(self) -> dict[str, Any]:
        """As stored."""
        if isinstance(self._fields, str):
            self._fields = json.loads(self._fields)
        fields: dict[str, Any] = self._fields
        return fields


@dataclass(frozen=True, slots=True)
class Reference:
    """What a resource points at: all that are known as the first of ``keys`` that anything is known as.

    ``kind`` is the key of a ``DependencyKind``.
    """

    kind: str
    keys: tuple[str, ...]


def number_key(type: str, number: str) -> str:
    """Under which a resource is known by type and number."""
    return f"{type}:{number.casefold()}"


def known_by_number(row: Row) -> Iterable[str]:
    """For types that are known under their number alone."""
    return ()


def points_nowhere(row: Row) -> Iterable[Reference]:
    """For types that need nothing that data tell of."""
    return ()


@dataclass(frozen=True)
class ResourceType:
    """A type of resource, whichever offer it is used under.

    ``family`` groups types on pages (mail, web, network …); ``name`` makes a name from number and fields where none
    is given, as in ``{number} ({technology})``. ``is_personal``: number or name may be a person's and are erased a
    year after the end. ``known_as`` yields further keys beside the number's, and ``prefixes`` are what stands before
    the colon of these; left out, any could be.
    """

    key: str
    label: Text
    plural: Text
    family: str
    schema: type[Fields] = NoFields
    name: str = "{number}"
    is_personal: bool = False
    known_as: Callable[[Row], Iterable[str]] = known_by_number
    prefixes: tuple[str, ...] | None = None
    points_at: Callable[[Row], Iterable[Reference]] = points_nowhere

    def may_be_known_as(self, prefixes: Collection[str]) -> bool:
        """Whether one of this type can be known under a key with one of these prefixes."""
        if self.key in prefixes:
            return True
        if self.prefixes is None:
            return self.known_as is not known_by_number
        return any(prefix in prefixes for prefix in self.prefixes)

    def name_of(self, number: str, fields: dict[str, Any]) -> str:
        """The name of a resource that was given none."""
        return (" ".join(self.name.format(number=number, **fields).split()) or number)[:253]


@dataclass(frozen=True)
class DependencyKind:
    """Why one resource needs another; ``label`` stands between their names: *www.schule.example* runs on *web-07*."""

    key: str
    label: Text


resource_types: Registry[ResourceType] = Registry("type of resource")
dependency_kinds: Registry[DependencyKind] = Registry("kind of dependency")


def kind_label(key: str) -> Text:
    """What a kind of dependency is called; its key where nobody registered it."""
    return dependency_kinds[key].label if key in dependency_kinds else key


def type_label(key: str) -> Text:
    """What a type is called; its key where the app that brought it is gone."""
    return resource_types[key].label if key in resource_types else key

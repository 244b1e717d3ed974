"""A form as data: pages → groups (nested, repeatable) → fields.

The same shape is the JSON that is exported, imported, hashed and kept with each published version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from .fields import AnyField, Check, Common, Data, Key, Level, Source, Text

MAX_DEPTH = 40


class Group(Common):
    """Fields that belong together. Answer: an object, or a list of objects where it repeats.

    ``maximum`` 1: once (with ``minimum`` 0 its required questions count only once something in it is answered);
    ``maximum`` above 1 or null (any number): repeatable.
    """

    type: Literal["group"] = "group"
    minimum: int = Field(default=1, ge=0)
    maximum: int | None = Field(default=1, ge=1)
    block: str = ""  #: key of a reusable block whose items stand here; resolved at publication
    item_label: Text = ""  #: what one repetition is called, such as "Dog"
    items: tuple[Item, ...] = ()

    @property
    def repeats(self) -> bool:
        return self.maximum is None or self.maximum > 1


Item = Annotated[Group | AnyField, Field(discriminator="type")]


class Page(Data):
    """One topic, one screen. A page is not part of an answer's path."""

    key: Key
    label: Text
    help: Text = ""
    show: str | None = None
    checks: tuple[Check, ...] = ()
    items: tuple[Item, ...] = ()


class CodeListData(Data):
    """A code list that travels with the form: ``entries`` are [code, label] pairs in order."""

    title: str = ""
    version: str = ""
    entries: tuple[tuple[str, str], ...] = ()


class Form(Data):
    """A whole form."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=120)]
    title: Text
    description: Text = ""
    legal_reference: str = ""
    level: Level = "none"
    language: str = "de"
    pages: tuple[Page, ...] = Field(min_length=1)
    checks: tuple[Check, ...] = ()
    code_lists: dict[str, CodeListData] = {}
    source: Source | None = None

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Form:
        _unique([page.key for page in self.pages], "page")
        _unique([item.key for page in self.pages for item in page.items], "top level")
        for path, item in self.walk():
            if isinstance(item, Group):
                _unique([child.key for child in item.items], path)
        return self

    def walk(self) -> Iterator[tuple[str, Item]]:
        """Every group and field with its dotted path (no indices), in order, a group before its items."""
        for page in self.pages:
            yield from _walk(page.items, "", 1)

    def canonical_json(self) -> str:
        """The one serialisation that is hashed: sorted keys, no spaces, defaults left out."""
        return json.dumps(self.as_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def as_data(self) -> dict[str, Any]:
        """Plain JSON data without defaults; ``Form.model_validate`` reads it back."""
        return compact(self)

    def sha256(self) -> str:
        """The fingerprint of ``canonical_json`` (hexadecimal)."""
        return hashlib.sha256(self.canonical_json().encode()).hexdigest()


def compact(part: Data) -> dict[str, Any]:
    """``part`` as JSON data without defaults, but always with the ``type`` of items."""
    data = part.model_dump(mode="json", exclude_defaults=True)
    _put_types(part, data)
    return data


def _put_types(part: Any, data: dict[str, Any]) -> None:
    if hasattr(part, "type"):
        data["type"] = part.type
    for name in ("pages", "items"):
        for child, child_data in zip(getattr(part, name, ()), data.get(name, ()), strict=False):
            _put_types(child, child_data)


def _walk(items: tuple[Item, ...], prefix: str, depth: int) -> Iterator[tuple[str, Item]]:
    if depth > MAX_DEPTH:
        raise ValueError(f"groups are nested more than {MAX_DEPTH} deep at {prefix}")
    for item in items:
        path = f"{prefix}{item.key}"
        yield path, item
        if isinstance(item, Group):
            yield from _walk(item.items, f"{path}.", depth + 1)


def _unique(keys: list[str], where: str) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise ValueError(f"the key {key!r} stands twice ({where})")
        seen.add(key)


def text_in(text: Text, language: str = "de") -> str:
    """``text`` in ``language``, else in German, else in whatever language it has."""
    if isinstance(text, str):
        return text
    short = language.split("-", maxsplit=1)[0]
    return text.get(short) or text.get("de") or next(iter(text.values()), "")


Group.model_rebuild()
Page.model_rebuild()
Form.model_rebuild()

"""A schema as the file has it: elements, their positions, and rules in prose."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator


@dataclasses.dataclass(frozen=True)
class XdfRule:
    """A rule (Regel). ``id`` and ``version`` together name it."""

    id: str
    version: str
    name: str
    text: str
    script: str = ""


@dataclasses.dataclass(frozen=True)
class XdfCode:
    code: str
    label: str
    help: str = ""


@dataclasses.dataclass(frozen=True)
class XdfElement:
    """What fields, groups and the schema itself share."""

    id: str
    version: str
    name: str
    label: str = ""
    help: str = ""
    description: str = ""
    references: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class XdfField(XdfElement):
    """A field (Datenfeld)."""

    kind: str = "input"  #: feldart: input, select, label, hidden, locked
    data: str = "text"  #: datentyp
    limits: dict[str, str] = dataclasses.field(default_factory=dict)  #: praezisierung
    content: str = ""  #: inhalt
    codes: tuple[XdfCode, ...] = ()
    code_list: str = ""  #: canonicalVersionUri or canonicalIdentification of a list that is not in the file
    media_types: tuple[str, ...] = ()
    max_size: int | None = None
    rules: tuple[XdfRule, ...] = ()


@dataclasses.dataclass(frozen=True)
class XdfGroup(XdfElement):
    """A group (Datenfeldgruppe), or the schema itself (Stammdatenschema)."""

    positions: tuple[XdfPosition, ...] = ()
    rules: tuple[XdfRule, ...] = ()
    choice: bool = False  #: art X: only one of the positions is to be used

    def walk(self) -> Iterator[XdfPosition]:
        """Every position below, in order."""
        for position in self.positions:
            yield position
            if isinstance(position.element, XdfGroup):
                yield from position.element.walk()


@dataclasses.dataclass(frozen=True)
class XdfPosition:
    """A place in a group (Struktur) with its cardinality (anzahl); ``maximum`` None: any number."""

    minimum: int
    maximum: int | None
    element: XdfField | XdfGroup
    references: tuple[str, ...] = ()

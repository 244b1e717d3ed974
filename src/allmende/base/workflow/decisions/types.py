"""The model's own types (``itemDefinition``), reduced to the kinds that tables know."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from allmende.foundation.files.hardened_xml import child, children, text_of

from .kinds import Kind, kind_named

_DEEPEST = 20


@dataclass(frozen=True)
class OwnType:
    base: str
    allowed: str
    plain: bool


class Types:
    """All types of a file by name."""

    def __init__(self, root: Element) -> None:
        self.own = {
            element.get("name", ""): OwnType(
                element.get("typeRef") or text_of(element, "typeRef"),
                text_of(element, "allowedValues", "text"),
                element.get("isCollection") != "true" and child(element, "itemComponent") is None,
            )
            for element in children(root, "itemDefinition")
        }

    def kind(self, type_ref: str) -> Kind | None:
        """The kind that a type comes down to; None where nothing is said, ANY for lists and objects."""
        for _step in range(_DEEPEST):
            if not type_ref:
                return None
            known = self._find(type_ref)
            if known is None:
                return kind_named(type_ref) or Kind.ANY
            if not known.plain:
                return Kind.ANY
            type_ref = known.base
        return Kind.ANY

    def allowed(self, type_ref: str) -> str:
        """The unary tests that the values of a type meet, or empty."""
        for _step in range(_DEEPEST):
            known = self._find(type_ref)
            if known is None or known.allowed:
                return known.allowed if known is not None else ""
            type_ref = known.base
        return ""

    def _find(self, type_ref: str) -> OwnType | None:
        return self.own.get(type_ref) or self.own.get(type_ref.rpartition(":")[2])

"""Content of code lists as Genericode files (OASIS Genericode 1.0), the way XRepository hands them out."""

from __future__ import annotations

import dataclasses
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .errors import XdfError
from .xml import child, children, local, parse_xml, text_of

_KEYS = ("code", "key", "schluessel", "schlüssel", "id")
_LABELS = ("name", "wert", "beschreibung", "bezeichnung", "value", "label", "text", "kurzbezeichnung")


@dataclasses.dataclass(frozen=True)
class Genericode:
    """``names``: canonical version URI, then canonical URI; ``entries``: code → label."""

    names: tuple[str, ...]
    title: str
    version: str
    entries: dict[str, str]


def read_genericode(data: bytes) -> tuple[tuple[str, ...], dict[str, str]]:
    """The names of the list (canonical version URI, canonical URI) and code → label; raises ``XdfError``."""
    found = read_genericode_file(data)
    return found.names, found.entries


def read_genericode_file(data: bytes) -> Genericode:
    """A whole list; raises ``XdfError``."""
    root = parse_xml(data)
    if local(root) != "CodeList":
        raise XdfError(_("The file is no code list (Genericode)."))
    identification = child(root, "Identification")
    names = tuple(
        name for tag in ("CanonicalVersionUri", "CanonicalUri") if (name := text_of(identification, tag))
    )
    code, label = _columns(root)
    entries: dict[str, str] = {}
    for row in _rows(root):
        cells = {str(cell.get("ColumnRef")): text_of(cell, "SimpleValue") for cell in children(row, "Value")}
        if cells.get(code):
            entries[cells[code]] = cells.get(label) or cells[code]
    if not names or not entries:
        raise XdfError(_("The code list has no name or no entries."))
    title = text_of(identification, "LongName") or text_of(identification, "ShortName")
    return Genericode(names, title, text_of(identification, "Version"), entries)


def _rows(root: Element) -> list[Element]:
    inner = child(root, "SimpleCodeList")
    return children(inner, "Row") if inner is not None else []


def _columns(root: Element) -> tuple[str, str]:
    """The column of the codes (the declared key, else a usual name) and that of the labels."""
    columns = child(root, "ColumnSet")
    ids = [str(column.get("Id")) for column in children(columns, "Column")] if columns is not None else []
    keys = [
        str(reference.get("Ref"))
        for key in (children(columns, "Key") if columns is not None else [])
        for reference in children(key, "ColumnRef")
    ]
    code = next((name for name in [*keys, *_named(ids, _KEYS), *ids] if name in ids), "")
    rest = [name for name in ids if name != code]
    return code, next(iter([*_named(rest, _LABELS), *rest]), code)


def _named(ids: list[str], wanted: tuple[str, ...]) -> list[str]:
    return [name for want in wanted for name in ids if name.casefold() == want]

"""XML of XDatenfelder 3.0.0 and 2.0 to the model. Both versions differ in few places only."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from allmende.foundation.numbers import whole_number
from allmende.foundation.readable import read_json

from .errors import XdfError
from .model import XdfCode, XdfField, XdfGroup, XdfPosition, XdfRule
from .xml import child, children, local, parse_xml, text_of

NAMESPACES = {
    "urn:xoev-de:fim:standard:xdatenfelder_3.0.0": "3.0.0",
    "urn:xoev-de:fim:standard:xdatenfelder_2": "2.0",
}
_CARDINALITY = re.compile(r"(\d{1,6})\s*:\s*(\d{1,6}|\*)")


def read_schema(data: bytes) -> XdfGroup:
    """The schema (Stammdatenschema) of an XDatenfelder file; raises ``XdfError``."""
    root = parse_xml(data)
    namespace = str(root.tag).partition("}")[0].lstrip("{")
    if namespace not in NAMESPACES:
        text = _("The file is not XDatenfelder 3.0.0 or 2.0: its namespace is “%(namespace)s”.")
        raise XdfError(text % {"namespace": namespace or _("none")})
    schema = child(root, "stammdatenschema")
    if schema is None:
        raise XdfError(_("The file holds no form schema (Stammdatenschema)."))
    group = _group(schema)
    if not group.positions:
        raise XdfError(_("The form schema has no fields."))
    return group


def _group(element: Element) -> XdfGroup:
    return XdfGroup(
        **_common(element),
        positions=tuple(_position(entry) for entry in children(element, "struktur")),
        rules=_rules(element),
        choice=text_of(element, "art", "code") == "X",
    )


def _position(element: Element) -> XdfPosition:
    found = _CARDINALITY.fullmatch(text_of(element, "anzahl"))
    if not found:
        raise XdfError(
            _("A position has no valid cardinality: “%(text)s”.") % {"text": text_of(element, "anzahl")}
        )
    inside = child(element, "enthaelt")
    content = inside[0] if inside is not None and len(inside) else None
    if content is None or local(content) not in ("datenfeld", "datenfeldgruppe"):
        raise XdfError(_("A position holds neither a field nor a group."))
    inner: XdfField | XdfGroup = _field(content) if local(content) == "datenfeld" else _group(content)
    maximum = None if found[2] == "*" else int(found[2])
    return XdfPosition(int(found[1]), maximum, inner, _references(element))


def _common(element: Element) -> dict[str, Any]:
    number = text_of(element, "identifikation", "id")
    if not re.fullmatch(r"[A-Z][A-Za-z0-9_.\-]{1,60}", number):
        raise XdfError(_("An element has no valid id: “%(text)s”.") % {"text": number})
    return {
        "id": number,
        "version": text_of(element, "identifikation", "version"),
        "name": _line(text_of(element, "name")),
        "label": _line(text_of(element, "bezeichnungEingabe") or text_of(element, "bezeichnung")),
        "help": text_of(element, "hilfetextEingabe") or text_of(element, "hilfetext"),
        "description": text_of(element, "beschreibung") or text_of(element, "definition"),
        "references": _references(element),
    }


def _field(element: Element) -> XdfField:
    size = text_of(element, "maxSize")
    return XdfField(
        **_common(element),
        kind=text_of(element, "feldart", "code") or "input",
        data=text_of(element, "datentyp", "code") or "text",
        limits=_limits(child(element, "praezisierung")),
        content=text_of(element, "inhalt"),
        codes=_codes(element),
        code_list=_code_list(element),
        media_types=tuple(text_of(entry) for entry in children(element, "mediaType")),
        max_size=whole_number(size, 18),
        rules=_rules(element),
    )


def _limits(element: Element | None) -> dict[str, str]:
    """3.0.0 has attributes, 2.0 has JSON in the text."""
    if element is None:
        return {}
    if element.attrib:
        return {key: value for key, value in element.attrib.items() if value != ""}
    text = (element.text or "").strip()
    if not text:
        return {}
    try:
        found = read_json(text)
    except ValueError:
        return {"text": text}
    if not isinstance(found, dict):
        return {"text": text}
    return {str(key): str(value) for key, value in found.items() if value not in (None, "")}


def _codes(element: Element) -> tuple[XdfCode, ...]:
    values = child(element, "werte")
    if values is None:
        return ()
    codes = [
        XdfCode(text_of(entry, "code"), _line(text_of(entry, "name")), text_of(entry, "hilfe"))
        for entry in children(values, "wert")
    ]
    return tuple({code.code: code for code in codes if code.code}.values())


def _code_list(element: Element) -> str:
    reference = child(element, "codelisteReferenz")
    if reference is None:
        return ""
    inner = child(reference, "genericodeIdentification")
    place = inner if inner is not None else reference
    return (
        text_of(place, "canonicalVersionUri")
        or text_of(place, "canonicalIdentification")
        or text_of(reference, "identifikation", "id")
    )


def _rules(element: Element) -> tuple[XdfRule, ...]:
    return tuple(
        XdfRule(
            id=text_of(entry, "identifikation", "id"),
            version=text_of(entry, "identifikation", "version"),
            name=_line(text_of(entry, "name")),
            text=text_of(entry, "freitextRegel") or text_of(entry, "definition"),
            script=text_of(entry, "script"),
        )
        for entry in children(element, "regel")
    )


def _references(element: Element) -> tuple[str, ...]:
    return tuple(text for entry in children(element, "bezug") if (text := _line(text_of(entry))))


def _line(text: str) -> str:
    return " ".join(text.split())

"""Hardened XML: no entities, no DTD, no network, limits on size and depth."""

from __future__ import annotations

import io
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from .errors import XdfError

MAX_BYTES = 40_000_000
MAX_DEPTH = 120
MAX_ELEMENTS = 2_000_000


def parse_xml(data: bytes) -> Element:
    """The root element; raises ``XdfError`` with one clear sentence."""
    if len(data) > MAX_BYTES:
        raise XdfError(_("The file is larger than %(max)s MB.") % {"max": MAX_BYTES // 1_000_000})
    if not data.strip():
        raise XdfError(_("The file is empty."))
    root: Element | None = None
    depth = count = 0
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            if event == "end":
                depth -= 1
                continue
            depth, count = depth + 1, count + 1
            root = element if root is None else root
            if depth > MAX_DEPTH:
                raise XdfError(_("The file is nested more than %(max)s levels deep.") % {"max": MAX_DEPTH})
            if count > MAX_ELEMENTS:
                raise XdfError(_("The file has too many elements."))
    except DefusedXmlException:
        text = _(
            "The file declares a document type or entities; that is refused because it can be an attack."
        )
        raise XdfError(text) from None
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        if isinstance(error, XdfError):
            raise
        text = _("The file is no complete XML (%(why)s). It may be cut off or damaged.")
        raise XdfError(text % {"why": error}) from None
    if root is None:
        raise XdfError(_("The file is empty."))
    return root


def local(element: Element) -> str:
    """The element's name without namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    for candidate in element:
        if local(candidate) == name:
            return candidate
    return None


def children(element: Element, name: str) -> list[Element]:
    return [candidate for candidate in element if local(candidate) == name]


def text_of(element: Element | None, *path: str) -> str:
    """The text at ``path`` below ``element``, stripped; "" where it is not there."""
    for name in path:
        if element is None:
            return ""
        element = child(element, name)
    return (element.text or "").strip() if element is not None else ""

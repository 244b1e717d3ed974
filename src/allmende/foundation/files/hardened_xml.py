"""Hardened XML: no entities, no DTD, no network, limits on size, depth and number of elements."""

from __future__ import annotations

import io
import re
from xml.etree.ElementTree import Element, ParseError

from django.utils.translation import gettext as _

_ENCODING = re.compile(r"""\A(\s*<\?xml[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')""")


class XmlRefusedError(ValueError):
    """The file is no XML that can be read safely; the message is one clear sentence."""


def parse_xml(
    data: bytes | str, *, max_bytes: int, max_depth: int = 120, max_elements: int = 2_000_000
) -> Element:
    """The root element; raises ``XmlRefusedError``. What a text declares as its encoding does not matter any more."""
    if isinstance(data, str):
        data = _ENCODING.sub(r"\1", data.removeprefix("\ufeff"), count=1).encode("utf-8", "surrogatepass")
    if len(data) > max_bytes:
        raise XmlRefusedError(_("The file is larger than %(max)s MB.") % {"max": max_bytes // 1_000_000})
    if not data.strip():
        raise XmlRefusedError(_("The file is empty."))
    from defusedxml.common import DefusedXmlException

    try:
        root = _read(data, max_depth, max_elements)
    except DefusedXmlException:
        text = _(
            "The file declares a document type or entities; that is refused because it can be an attack."
        )
        raise XmlRefusedError(text) from None
    except XmlRefusedError:
        raise
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        text = _("The file is no complete XML (%(why)s). It may be cut off or damaged.")
        raise XmlRefusedError(text % {"why": error}) from None
    if root is None:
        raise XmlRefusedError(_("The file is empty."))
    return root


def _read(data: bytes, max_depth: int, max_elements: int) -> Element | None:
    from defusedxml.ElementTree import iterparse

    root: Element | None = None
    depth = count = 0
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        if event == "end":
            depth -= 1
            continue
        depth, count = depth + 1, count + 1
        root = element if root is None else root
        if depth > max_depth:
            raise XmlRefusedError(_("The file is nested more than %(max)s levels deep.") % {"max": max_depth})
        if count > max_elements:
            raise XmlRefusedError(_("The file has too many elements."))
    return root


def local(element: Element) -> str:
    """The element's name without namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    """The first child of that name."""
    for candidate in element:
        if local(candidate) == name:
            return candidate
    return None


def children(element: Element, name: str) -> list[Element]:
    """All children of that name."""
    return [candidate for candidate in element if local(candidate) == name]


def text_of(element: Element | None, *path: str) -> str:
    """The text at ``path`` below ``element``, stripped; "" where it is not there."""
    for name in path:
        if element is None:
            return ""
        element = child(element, name)
    return (element.text or "").strip() if element is not None else ""

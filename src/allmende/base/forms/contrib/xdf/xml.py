"""XDatenfelder as XML: the hardened reader with this format's limits and error."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from allmende.foundation.files import hardened_xml
from allmende.foundation.files.hardened_xml import XmlRefusedError, child, children, local, text_of

from .errors import XdfError

__all__ = ["child", "children", "local", "parse_xml", "text_of"]

MAX_BYTES = 40_000_000


def parse_xml(data: bytes) -> Element:
    """The root element; raises ``XdfError`` with one clear sentence."""
    try:
        return hardened_xml.parse_xml(data, max_bytes=MAX_BYTES)
    except XmlRefusedError as error:
        raise XdfError(str(error)) from None

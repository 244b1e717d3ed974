"""Reading and making XML that strangers send: no DTD, no entities, no comments, no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from ...providers import RefusedError
from .names import DS, MD, SAML, SAMLP, XENC, XENC11

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Bytes; a real answer has about 15,000.
LARGEST = 300_000
NS = {"saml": SAML, "samlp": SAMLP, "md": MD, "ds": DS, "xenc": XENC, "xenc11": XENC11}


def parse(content: bytes) -> Element:
    """The root of a document that comes from outside; raises ``RefusedError`` ("xml") where it is odd.

    Comments and instructions are refused, too: readers differ in what they make of text that one interrupts.
    """
    if len(content) > LARGEST:
        raise RefusedError("xml")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root: Element = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise RefusedError("xml") from None
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise RefusedError("xml")
    if (
        any(not isinstance(node.tag, str) for node in root.getroottree().iter())
        or root.getprevious() is not None
    ):
        raise RefusedError("xml")
    return root


def only(parent: Element, path: str) -> Element | None:
    """The one element at ``path`` (prefixes of ``NS``), or None; raises ``RefusedError`` where there are more."""
    found = parent.findall(path, NS)
    if len(found) > 1:
        raise RefusedError("xml")
    return found[0] if found else None


def need(parent: Element, path: str, reason: str = "xml") -> Element:
    """The one element at ``path``; raises ``RefusedError``."""
    found = only(parent, path)
    if found is None:
        raise RefusedError(reason)
    return found


def text(element: Element | None) -> str:
    """The whole text of an element that has no others in it; empty where there is none."""
    if element is None:
        return ""
    if len(element):
        raise RefusedError("xml")
    return (element.text or "").strip()


def make(tag: str, content: str = "", **attributes: str) -> Element:
    """An element named "prefix:name" with text; its prefix is declared where it is needed."""
    prefix, _, name = tag.partition(":")
    element = etree.Element(f"{{{NS[prefix]}}}{name}", attributes, {prefix: NS[prefix]})
    if content:
        element.text = content
    return element


def under(parent: Element, tag: str, content: str = "", **attributes: str) -> Element:
    """``make`` and append."""
    element = make(tag, content, **attributes)
    parent.append(element)
    return element


def write(root: Element) -> bytes:
    """The document as bytes."""
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))

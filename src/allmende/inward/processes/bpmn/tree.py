"""A BPMN file as an XML tree: read safely whatever its encoding, written without losing what it does not know."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

#: An lxml element; the library is loaded when the first file is read.
Element: TypeAlias = Any

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
OURS = "urn:allmende:bpmn:1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LARGEST = 4_000_000
#: Deeper nesting is an attack, not a process (the standard's own examples nest ten deep).
DEEPEST = 120
_UNSTORABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class UnreadableModelError(ValueError):
    """The file is no BPMN that can be opened; the message is one sentence for people."""


def parse(content: bytes) -> Element:
    """The root (``definitions``) of a BPMN 2.0 file in any encoding; raises ``UnreadableModelError``."""
    from lxml import etree

    if len(content) > LARGEST:
        raise UnreadableModelError(_("This file is too large for a process (more than 4 MB)."))
    reader = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        strip_cdata=False, remove_blank_text=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, reader)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise UnreadableModelError(
            _("This file is no XML that can be read: %(error)s") % {"error": error}
        ) from None
    if root is None:
        raise UnreadableModelError(_("This file is empty."))
    if root.getroottree().docinfo.internalDTD is not None or root.getroottree().docinfo.doctype:
        raise UnreadableModelError(
            _("This file defines XML entities or a document type; a process file has none.")
        )
    if root.tag != f"{{{BPMN}}}definitions":
        raise UnreadableModelError(_("This file is not BPMN 2.0: it has no definitions."))
    if _depth(root) > DEEPEST:
        raise UnreadableModelError(_("This file is nested too deeply for a process."))
    return root


def _depth(root: Element) -> int:
    deepest, level = 0, [root]
    while level:
        deepest += 1
        level = [child for element in level for child in element]
        if deepest > DEEPEST:
            break
    return deepest


def as_bytes(root: Element) -> bytes:
    """The file as UTF-8, with what stood before and behind its root."""
    from lxml import etree

    written: bytes = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)
    return written


def as_text(content: bytes) -> str:
    """The file as text without an XML declaration, for readers that take text; raises ``UnreadableModelError``."""
    from lxml import etree

    text: str = etree.tostring(parse(content), encoding="unicode")
    return text


def kind(element: Element) -> str:
    """The local name of a BPMN element (``userTask``), empty for comments and elements of other vocabularies."""
    tag = element.tag
    return tag[len(BPMN) + 2 :] if isinstance(tag, str) and tag.startswith(f"{{{BPMN}}}") else ""


def local(element: Element) -> str:
    """The name without its namespace, empty for comments."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, *kinds: str) -> Iterator[Element]:
    """BPMN children of one of ``kinds`` (all where none is named), in order."""
    for child in element:
        name = kind(child)
        if name and (not kinds or name in kinds):
            yield child


def storable(text: str) -> str:
    """What was typed without the characters that XML cannot hold: control characters, halves of characters.

    Browsers send a new line as two characters, of which a file holds one.
    """
    return _UNSTORABLE.sub("", text.replace("\r\n", "\n"))


def child(element: Element, name: str) -> Element | None:
    """The first BPMN child called ``name``."""
    return next(children(element, name), None)


def words(element: Element | None) -> str:
    """The text inside an element on one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def name_of(element: Element) -> str:
    """The element's name on one line."""
    return " ".join((element.get("name") or "").split())


def number_of(element: Element, name: str) -> float:
    """A number of the layout; what is none, or lies far outside, is 0."""
    try:
        value = float(element.get(name) or 0)
    except ValueError:
        return 0.0
    return value if abs(value) < 1e6 else 0.0


def our(element: Element, name: str) -> str:
    """One of our own attributes, empty where it is not there."""
    return (element.get(f"{{{OURS}}}{name}") or "").strip()


def by_id(root: Element) -> dict[str, Element]:
    """Every element with an id; of two with the same id the first."""
    found: dict[str, Element] = {}
    for element in root.iter():
        key = element.get("id") if isinstance(element.tag, str) else None
        if key and key not in found:
            found[key] = element
    return found


def resolve(ids: dict[str, Element], reference: str | None) -> Element | None:
    """The element that a reference names, with or without a prefix."""
    key = (reference or "").strip()
    return ids.get(key) if key in ids else ids.get(key.rpartition(":")[2])


def append(parent: Element, name: str, namespace: str = BPMN, /, **attributes: str) -> Element:
    """A new last child, indented as its neighbours."""
    from lxml import etree

    made = etree.SubElement(parent, f"{{{namespace}}}{name}", **attributes)
    _indent(parent, made)
    return made


def _indent(parent: Element, made: Element) -> None:
    """In a file written in lines the new part gets a line of its own."""
    if "\n" not in (parent.getroottree().getroot().text or ""):
        return
    depth = sum(1 for _above in parent.iterancestors())
    inner, outer = "\n" + "  " * (depth + 1), "\n" + "  " * depth
    before = made.getprevious()
    if before is None:
        parent.text = inner
    else:
        before.tail = inner
    made.tail = outer


def remove(element: Element) -> None:
    """Take an element out and keep the text behind it where it is."""
    parent, before = element.getparent(), element.getprevious()
    tail = element.tail or ""
    if before is not None:
        if element.getnext() is None:
            before.tail = tail
    elif element.getnext() is None:
        parent.text = None
    parent.remove(element)


def with_namespaces(root: Element, wanted: dict[str, str]) -> Element:
    """The same tree with ``wanted`` (prefix → namespace) declared at its root, as far as the prefixes are free."""
    from lxml import etree

    missing = {
        prefix: uri
        for prefix, uri in wanted.items()
        if uri not in root.nsmap.values() and prefix not in root.nsmap
    }
    if not missing:
        return root
    made = etree.Element(root.tag, attrib=dict(root.attrib), nsmap={**root.nsmap, **missing})
    made.text = root.text
    for part in list(root):
        made.append(part)
    for before in reversed(list(root.itersiblings(preceding=True))):
        made.addprevious(copy.copy(before))
    for behind in reversed(list(root.itersiblings())):
        made.addnext(copy.copy(behind))
    return made


def new_key(root: Element, word: str) -> str:
    """A key that is free in the file: ``word_1``, ``word_2`` …"""
    ids, number = by_id(root), 1
    while f"{word}_{number}" in ids:
        number += 1
    return f"{word}_{number}"

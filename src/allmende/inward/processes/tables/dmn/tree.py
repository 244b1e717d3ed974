"""A DMN file as an XML tree that keeps what nobody here knows: comments, extensions, diagram, order, white space."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from allmende.base.workflow.decisions.reading import MAX_BYTES
from allmende.foundation.files.hardened_xml import XmlRefusedError, parse_xml

from ...bpmn.tree import Element, as_bytes, by_id, local, remove, storable

__all__ = ["Element", "UnreadableTablesError", "as_bytes", "by_id", "local", "remove", "storable"]
LARGEST = min(MAX_BYTES, 4_000_000)
_SPACE = "omg.org/spec/DMN/"
#: What gets an id where another tool gave it none, so that findings and forms can name it.
_NAMED = frozenset({"decision", "decisionTable", "input", "output", "rule", "inputEntry", "outputEntry"})


class UnreadableTablesError(ValueError):
    """The file is no DMN that can be opened; the message is one sentence for people."""


def parse(content: bytes) -> Element:
    """The root (``definitions``) with ids wherever one is missing; raises ``UnreadableTablesError``."""
    from lxml import etree

    try:
        parse_xml(content, max_bytes=LARGEST)
        root = etree.fromstring(content, _reader())
    except (XmlRefusedError, etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise UnreadableTablesError(str(error)) from None
    if local(root) != "definitions" or _SPACE not in str(root.tag):
        raise UnreadableTablesError(_("This file is not DMN."))
    give_ids(root)
    return root


def as_text(content: bytes) -> str:
    """The file as it is published: byte for byte where it is UTF-8, else without its declaration."""
    from lxml import etree

    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text: str = etree.tostring(etree.fromstring(content, _reader()), encoding="unicode")
        return text


def _reader() -> Any:
    """A reader that loads nothing and changes nothing."""
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False)


def give_ids(root: Element) -> None:
    """Ids for parts without one, the same at every reading of the same file."""
    taken = set(by_id(root))
    last: dict[str, int] = {}
    for element in list(root.iter()):
        name = local(element)
        if name in _NAMED and not element.get("id"):
            made = free_id(taken, name, last.get(name, 0) + 1)
            last[name] = int(made.rpartition("_")[2])
            element.set("id", made)


def free_id(taken: set[str], wanted: str, number: int = 1) -> str:
    """``wanted`` with the first number from ``number`` on that is free, which is taken then."""
    while f"{wanted}_{number}" in taken:
        number += 1
    taken.add(f"{wanted}_{number}")
    return f"{wanted}_{number}"


def parts(element: Element | None, *names: str) -> list[Element]:
    """Children with one of the local names, in order."""
    return [] if element is None else [part for part in element if local(part) in names]


def part(element: Element | None, name: str) -> Element | None:
    """The first child of this local name."""
    return next(iter(parts(element, name)), None)


def text_in(element: Element | None, *path: str) -> str:
    """The text at the end of ``path``, stripped; empty where there is none."""
    for name in path:
        element = part(element, name)
    return "" if element is None else (element.text or "").strip()


def set_text(element: Element, value: str) -> None:
    """The text of an expression or entry: its child ``text``."""
    found = part(element, "text")
    if found is None:
        found = make(element, "text", at=len(parts(element, "description", "extensionElements")))
    found.text = storable(value)


def make(parent: Element, name: str, /, at: int, **attributes: str) -> Element:
    """A new child at place ``at`` in the parent's own vocabulary, with the white space of its neighbours."""
    from lxml import etree

    space = str(parent.tag).rpartition("}")[0].removeprefix("{")
    made = etree.SubElement(parent, f"{{{space}}}{name}", **attributes)
    put(parent, made, at)
    return made


def put(parent: Element, made: Element, at: int) -> None:
    """``made`` becomes child number ``at`` of ``parent``."""
    if made.getparent() is parent:
        remove(made)
    inner = parent.text
    parent.insert(at, made)
    before, after = made.getprevious(), made.getnext()
    if after is not None:
        made.tail = before.tail if before is not None else inner
    elif before is not None:
        made.tail, before.tail = before.tail, inner
    else:
        made.tail = None


def swap(one: Element, other: Element) -> None:
    """Two neighbours change their places; the white space stays."""
    parent = one.getparent()
    first, second = (one, other) if parent.index(one) < parent.index(other) else (other, one)
    at = parent.index(first)
    tails = (first.tail, second.tail)
    parent.insert(at, second)
    second.tail, first.tail = tails


def inside(element: Element) -> Iterator[Element]:
    """The element and all in it that are elements."""
    return (each for each in element.iter() if isinstance(each.tag, str))

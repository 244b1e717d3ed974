"""A letter as e-mail text and as paper: DIN 5008 for the window of an envelope, PDF/A-2b and PDF/UA-1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from allmende.base.records.letterhead import letterhead
from allmende.base.records.rendering import set_pdf
from allmende.provider.offers.models import Contact, Institution

from .content import Content, Item

#: Name of an institution → the address of its page.
Pages = Sequence[tuple[str, str]]


def as_text(content: Content, pages: Pages) -> str:
    """The body of the e-mail, without salutation and greeting."""
    return "\n\n".join(_text(node) for node in _nodes(content, pages))


def html_nodes(content: Content) -> list[dict[str, Any]]:
    """The letter for a page: nodes with ``kind``, ``level`` and ``lines`` of plain text."""
    return [
        {**node, "lines": ["".join(piece["text"] for piece in line) for line in node["lines"]]}
        for node in _nodes(content, [])
    ]


def as_pdf(
    content: Content, pages: Pages, contact: Contact | None, institution: Institution, unit: Mapping[str, Any]
) -> bytes:
    """The letter, ready for the post; ``institution`` gives the address of the envelope's window.

    ``unit`` {name, address, phone, email}: who writes.
    """
    with translation.override(content.language):
        return set_pdf("letter", _prepared(content, pages, contact, institution, unit))


def _prepared(
    content: Content, pages: Pages, contact: Contact | None, institution: Institution, unit: Mapping[str, Any]
) -> dict[str, Any]:
    greeting = [_par(_("Kind regards")), _par(str(unit.get("name") or ""))]
    return {
        "title": content.subject,
        "lang": content.language,
        "subject": content.subject,
        "nodes": [_par(content.salutation), *_nodes(content, pages), *greeting],
        "slip": None,
        "attachments": [],
        "labels": {"attachments": _("Attachments"), "page": _("Page 0 of N")},
        "proof": [],
        **letterhead({"unit": unit, "customer": _recipient(contact, institution)}),
    }


def _recipient(contact: Contact | None, institution: Institution) -> dict[str, str]:
    place = f"{institution.postcode} {institution.city}".strip()
    lines = [contact.name if contact else "", institution.street, place]
    return {"name": institution.name, "address": "\n".join(line for line in lines if line)}


def _nodes(content: Content, pages: Pages) -> list[dict[str, Any]]:
    """The letter as the layout's nodes: paragraphs, headings, lists."""
    with translation.override(content.language):
        return list(_parts(content, pages))


def _parts(content: Content, pages: Pages) -> Iterator[dict[str, Any]]:
    yield _par(content.why_you)
    if content.why_now:
        yield _par(content.why_now)
    if content.is_change:
        yield from _changes(content)
    else:
        for label, text in content.reasons:
            yield _heading(label)
            yield from (_par(part) for part in text.split("\n\n"))
    if content.items:
        yield _heading(_("This is how you are affected"))
        for item in content.items:
            yield from _effect(item)
        yield _heading(_("In summary, this means for you"))
        if content.nothing_to_do:
            yield _par(_("You need not do anything."))
        yield _list([item.summary for item in content.items])
    if content.open_points:
        yield _heading(_("What is still open"))
        yield _list(content.open_points)
    yield from _page(pages)


def _changes(content: Content) -> Iterator[dict[str, Any]]:
    yield _heading(_("What has changed"))
    if content.change_summary:
        yield _par(content.change_summary)
    for change in content.changes:
        yield _par(
            f"{change.measure} – {change.label}",
            _("Until now: %(before)s") % {"before": change.before or "–"},
            _("From now on: %(after)s") % {"after": change.after or "–"},
            bold_first=True,
        )


def _effect(item: Item) -> Iterator[dict[str, Any]]:
    yield _heading(f"{item.number}. {item.words.title}", level=2)
    if item.institutions:
        yield _par(_("Concerns: %(names)s") % {"names": ", ".join(item.institutions)})
    yield from (_par(text) for text in item.words.paragraphs)
    if item.successors:
        yield _par(
            _("Possible successors, in no order of merit: %(names)s") % {"names": ", ".join(item.successors)}
        )


def _page(pages: Pages) -> Iterator[dict[str, Any]]:
    yield _heading(_("Your page"))
    yield _par(
        _(
            "There you find your checklist, compare successors and see the official answers to questions. You need no "
            "account, and may pass the link on inside your institution. Please ask your questions there, too."
        )
    )
    for name, address in pages:
        yield _par(name, address) if len(pages) > 1 else _par(address)


def _par(*lines: str, bold_first: bool = False) -> dict[str, Any]:
    return {
        "kind": "par",
        "lines": [
            [{"text": line, "bold": bold_first and place == 0}] for place, line in enumerate(lines) if line
        ],
    }


def _heading(text: str, level: int = 1) -> dict[str, Any]:
    return {"kind": "heading", "level": level, "lines": [[{"text": text, "bold": False}]]}


def _list(lines: Sequence[str]) -> dict[str, Any]:
    return {"kind": "list", "ordered": False, "lines": [[{"text": line, "bold": False}] for line in lines]}


def _text(node: Mapping[str, Any]) -> str:
    """A node in plain text."""
    lines = ["".join(piece["text"] for piece in line) for line in node["lines"]]
    if node["kind"] == "heading":
        return lines[0] if node["level"] > 1 else f"{lines[0]}\n{'=' * len(lines[0])}"
    mark = "- " if node["kind"] == "list" else ""
    return "\n".join(mark + line for line in lines)

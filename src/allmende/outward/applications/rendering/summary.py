"""Check your answers: every answer with a link to change it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from allmende.base.forms.engine import SummaryRow, SummarySection

from .compound import anchor, unknown_address
from .state import Upload


def summary_html(
    sections: Sequence[SummarySection],
    *,
    page_url: Callable[[str], str],
    files: Mapping[str, Sequence[Upload]],
    item_at: Callable[[str], Any],
    unknown_addresses: Collection[str] = (),
    marks: Mapping[str, tuple[str, str]] | None = None,
) -> SafeString:
    """The sections as cards, one per page; ``page_url`` gives a page's address for changing it.

    ``marks`` are said below answers, by path: (class, words in the clear).
    """
    out: list[str] = []
    words = _Words()
    page = ""
    for section in sections:
        if section.page != page:
            out.append("</section>" if page else "")
            page = section.page
            url = escape(page_url(page))
            out.append(
                f'<section class="ap-card"><div class="ap-card__head"><h2 class="kern-heading-medium">'
                f'{escape(section.title)}</h2><a class="kern-link" href="{url}">{words.change}'
                f'<span class="kern-sr-only">: {escape(section.title)}</span></a></div>'
            )
        elif section.rows:
            level = min(section.level + 1, 6)
            out.append(f'<h{level} class="ap-card__part">{escape(section.title)}</h{level}>')
        if section.rows:
            out.append('<dl class="ap-answers">')
            for row in section.rows:
                doubt = words.doubt if row.path in unknown_addresses else ""
                kind, words_of_mark = (marks or {}).get(row.path, ("", ""))
                notes = [("ap-note-line", doubt), (kind, escape(words_of_mark))]
                out.append(_row(row, url, files.get(row.path, ()), item_at, words, notes))
            out.append("</dl>")
    out.append("</section>" if page else "")
    return mark_safe("".join(out))


class _Words:
    def __init__(self) -> None:
        self.change = escape(_("Change"))
        self.nothing = escape(_("not answered"))
        self.doubt = escape(unknown_address())


def _row(
    row: SummaryRow,
    url: str,
    files: Sequence[Upload],
    item_at: Callable[[str], Any],
    words: _Words,
    notes: Sequence[tuple[str, str]],
) -> str:
    label = escape(row.label)
    if files:
        value = "<br>".join(escape(upload.name) for upload in files)
    elif row.value:
        value = escape(row.value).replace("\n", "<br>")
    else:
        value = f'<span class="al-muted">{words.nothing}</span>'
    below = "".join(f'<p class="{kind}">{note}</p>' for kind, note in notes if note)
    link = ""
    if row.kind != "computed":
        where = anchor(item_at(row.path), row.path)
        link = (
            f'<dd class="ap-answers__change"><a class="kern-link" href="{url}#{where}">{words.change}'
            f'<span class="kern-sr-only">: {label}</span></a></dd>'
        )
    return f'<div class="ap-answers__row"><dt>{label}</dt><dd>{value}{below}</dd>{link}</div>'

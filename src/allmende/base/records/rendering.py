"""Documents as PDF/A-2b and PDF/UA-1, set by Typst from our layouts; data reach them as JSON only."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from allmende.foundation.files.actions import store_bytes
from allmende.foundation.files.models import StoredFile

from .finishing import Coming, Finishing, UnfinishedError, begun
from .glyphs import missing_in, name_all_unsure, name_them, without_controls
from .letterhead import letterhead
from .markup import Block, Node, nodes_of_value, parse, placeholders_of, resolve
from .models import DocumentTemplate
from .placeholders import as_text, fill
from .queries import template_in_use

LAYOUTS = Path(__file__).parent / "layouts"
STANDARDS = ["a-2b", "ua-1"]
#: So many signs without a glyph are found by asking; more of them are another script, and named all at once.
SIGNS_ONE_BY_ONE = 6
_compiling = threading.Lock()


def render_document(
    *,
    template: DocumentTemplate | str,
    data: Mapping[str, Any],
    title: str,
    language: str = "de",
    kind: str = "",
) -> StoredFile:
    """The document as an accessible PDF, stored and owned by nobody yet (``file_document`` claims it).

    ``kind`` says what it is ("decision", "certificate", "receipt"), by default the template's purpose: finishers put
    codes and seals to some.

    ``template`` is a version, or the key of one ("receipt", "message" and "letter" are built in). ``data`` fills the
    placeholders; the layouts take the letterhead from it (see ``letterhead``), ``attachments`` [names] and,
    at the end of a letter, ``slip`` {title, rows: [{label, value}], code: SVG, alt}. A list of
    {title, rows: [{label, value}]} becomes lists of terms; a receipt always shows those of ``sections``.
    Raises ``UnknownPlaceholderError``, ``MarkupError`` or ``LookupError`` where there is no such template.
    """
    chosen = template_in_use(template, language) if isinstance(template, str) else template
    with translation.override(chosen.language):
        finishings = begun(Coming(kind or chosen.purpose, title, data, chosen.language))
        content = _finished(chosen.layout, _prepare(chosen, data, title), finishings)
        stored = store_bytes(content=content, name=f"{title}.pdf", media_type="application/pdf")
        for finishing in finishings:
            finishing.stored(stored)
    return stored


def _finished(layout: str, prepared: dict[str, Any], finishings: list[Finishing]) -> bytes:
    """The document with all that is printed on it and done to it; once more where a finisher found it cannot."""
    for _attempt in range(len(finishings) + 1):
        proof = [block for finishing in finishings if (block := dict(finishing.printed()))]
        content = set_pdf(layout, {**prepared, "proof": proof})
        try:
            for finishing in finishings:
                content = finishing.finish(content)
        except UnfinishedError:
            continue
        return content
    return content


def render_pdf(
    *, template: DocumentTemplate | str, data: Mapping[str, Any], title: str, language: str = "de"
) -> bytes:
    """As ``render_document``, but only the bytes, for a preview."""
    chosen = template_in_use(template, language) if isinstance(template, str) else template
    with translation.override(chosen.language):
        prepared = _prepare(chosen, data, title)
        return set_pdf(chosen.layout, prepared)


def set_pdf(
    layout: str, prepared: Mapping[str, Any], folder: Path = LAYOUTS, standards: Sequence[str] = STANDARDS
) -> bytes:
    """Compile a layout (of another app: in its ``folder``) with its JSON data; about 12 ms.

    Only the worker should come here: Typst takes 40 MB.

    PDF/A allows no character without a glyph: one that our fonts lack (an emoji, Chinese) is named instead.
    """
    data = json.dumps(without_controls(prepared), ensure_ascii=False)
    for _attempt in range(SIGNS_ONE_BY_ONE):
        try:
            return _compile(layout, data, folder, standards)
        except RuntimeError as error:
            missing = missing_in(str(error))
            if not missing:
                raise
            data = name_them(data, missing)
    return _compile(layout, name_all_unsure(data), folder, standards)


def _compile(layout: str, data: str, folder: Path, standards: Sequence[str]) -> bytes:
    with _compiling:
        result = _compiler(folder).compile(
            str(folder / f"{layout}.typ"), format="pdf", pdf_standards=list(standards), sys_inputs={"data": data},
            timestamp=timezone.now().astimezone(dt.UTC).replace(microsecond=0),
        )  # fmt: skip
    return bytes(result)


@lru_cache(maxsize=4)
def _compiler(root: Path) -> Any:
    import typst

    fonts_folder = settings.VAR / "fonts"
    paths = [str(fonts_folder)] if fonts_folder.is_dir() else []
    fonts = typst.Fonts(include_system_fonts=False, font_paths=paths)
    return typst.Compiler(root=str(root), font_paths=fonts)


def _prepare(template: DocumentTemplate, data: Mapping[str, Any], title: str) -> dict[str, Any]:
    values = {"title": title, **data}
    blocks = parse(template.body)
    nodes = resolve(blocks, values)
    if template.layout == DocumentTemplate.Layout.RECEIPT and not _places_answers(blocks):
        nodes += nodes_of_value(list(data.get("sections", ())))
    return {
        "title": title,
        "lang": template.language,
        "subject": fill(template.subject, values),
        "nodes": _in_order(nodes),
        "slip": data.get("slip"),
        "attachments": [as_text(item) for item in data.get("attachments", ())],
        "labels": {
            "attachments": _("Attachments"),
            "page": _("Page 0 of N"),
        },
        "proof": [],
        **letterhead(data),
    }


def _places_answers(blocks: Iterable[Block]) -> bool:
    return any(path == "sections" for path, _line in placeholders_of(blocks))


def _in_order(nodes: list[Node]) -> list[Node]:
    """Headings without a gap between their levels, as PDF/UA demands, whatever a condition left out."""
    last = 0
    for node in nodes:
        if node["kind"] == "heading":
            last = node["level"] = min(node["level"], last + 1)
    return nodes

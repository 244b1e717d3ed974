"""Staff word document templates anew. Permission is checked by whoever calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from allmende.foundation.events.actions import record as log
from allmende.foundation.events.types import Actor

from .events import TemplateSaved
from .markup import parse, placeholders_of
from .models import DocumentTemplate
from .placeholders import look_up, names_in


def check_template(*, subject: str, body: str, sample: Mapping[str, Any] | None = None) -> None:
    """Raise ``MarkupError`` for text that does not read, ``UnknownPlaceholderError`` for what ``sample`` lacks."""
    blocks = parse(body)
    if sample is None:
        return
    for name in [*names_in(subject), *(path for path, _line in placeholders_of(blocks))]:
        look_up(name, sample)


@transaction.atomic
def save_template(
    *,
    template: DocumentTemplate,
    subject: str,
    body: str,
    actor: Actor,
    sample: Mapping[str, Any] | None = None,
) -> DocumentTemplate:
    """Save new wording as the next version of ``template``; the same wording again changes nothing.

    Raises as ``check_template``.
    """
    check_template(subject=subject, body=body, sample=sample)
    same = DocumentTemplate.objects.filter(key=template.key, language=template.language)
    newest = same.order_by("-version").first()
    if newest and (newest.subject, newest.body) == (subject, body):
        return newest
    number = (same.aggregate(last=Max("version"))["last"] or 0) + 1
    saved = DocumentTemplate.objects.create(
        key=template.key, language=template.language, version=number, name=template.name,
        purpose=template.purpose, layout=template.layout, subject=subject, body=body, created_by=str(actor),
    )  # fmt: skip
    event = TemplateSaved(key=saved.key, language=saved.language, version=number)
    log(event, stream=f"document-template:{saved.key}"[:80], actor=actor)
    return saved

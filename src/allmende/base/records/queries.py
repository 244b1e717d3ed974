"""Reading records. Whoever calls these has checked the permission on the record's subject."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from .built_in import built_in_template
from .models import Document, DocumentTemplate, Record


def record_of(subject: str) -> Record | None:
    """The record of ``subject``, or None."""
    return Record.objects.select_related("plan").filter(subject=subject).first()


def has_record(subject: str) -> bool:
    """Whether ``subject`` has a record; asked often, so it is one plain statement."""
    return Record.objects.has(subject=subject)


def is_filed(record: Record, once: str) -> bool:
    """Whether ``record`` holds the document that was filed as ``once``."""
    return Document.objects.has(record_id=record.pk, once=once)


def documents_of(subject: str) -> QuerySet[Document]:
    """The documents in the record of ``subject``, oldest first, with their files."""
    return Document.objects.filter(record__subject=subject).select_related("file").order_by("filed_at", "pk")


def past_retention(on: dt.date | None = None) -> QuerySet[Record]:
    """Closed records that need not be kept any longer, the longest overdue first."""
    day = on or timezone.localdate()
    closed = Record.objects.filter(state=Record.State.CLOSED, retain_until__lt=day)
    return closed.select_related("plan").order_by("retain_until", "pk")


def current_template(key: str, language: str = "de") -> DocumentTemplate | None:
    """The newest version of the template in that language, else in German, else None."""
    for wanted in dict.fromkeys([language, "de"]):
        if DocumentTemplate.objects.has(key=key, language=wanted):  # most keep to the built-in ones
            return DocumentTemplate.objects.filter(key=key, language=wanted).order_by("-version").first()
    return None


def template_in_use(key: str, language: str = "de") -> DocumentTemplate:
    """The municipality's template, else the built-in one; raises ``LookupError`` where there is neither."""
    found = current_template(key, language) or built_in_template(key, language)
    if found is None:
        raise LookupError(f"there is no document template {key!r}")
    return found

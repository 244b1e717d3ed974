"""From a kind of e-mail and what it tells to subject and text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils import translation
from django.utils.translation import gettext as _

from allmende.base.records.placeholders import fill, names_in
from allmende.foundation.tenants.context import current_tenant

from .kinds import mail_kinds
from .models import MailText


def compose(kind: str, language: str, context: Mapping[str, str]) -> tuple[str, str]:
    """(subject, text) in ``language``; the municipality's own wording wins over the built-in one."""
    wanted = mail_kinds[kind]
    own = None
    if MailText.objects.has(key=kind, language=language):  # most keep to the built-in ones
        own = MailText.objects.filter(key=kind, language=language).first()
    with translation.override(language):
        subject, body = (own.subject, own.body) if own else (str(wanted.subject), str(wanted.body))
        known = dict.fromkeys(wanted.names, "")
        return compose_text(subject, body, {**known, **context})


def compose_text(subject: str, body: str, context: Mapping[str, str]) -> tuple[str, str]:
    """(subject, text) with placeholders filled; paragraphs of nothing but empty placeholders disappear."""
    values = {**context, "tenant": current_tenant().name}
    values["title"] = values.get("title") or _("your case")
    paragraphs = [part for part in re.split(r"\n\s*\n", body.strip()) if not _is_empty(part, values)]
    text = "\n\n".join(fill(part, values).strip() for part in paragraphs)
    return " ".join(fill(subject, values).split())[:300], text + "\n"


def _is_empty(paragraph: str, values: Mapping[str, str]) -> bool:
    """Whether the paragraph is nothing but placeholders of which none has a value."""
    names = names_in(paragraph)
    rest = re.sub(r"\{[^{}]*\}", "", paragraph).strip()
    return bool(names) and not rest and not any(values.get(name) for name in names)

"""What somebody has of having signed: a PDF with a code that anyone can verify; nothing of the answers is in it."""

from __future__ import annotations

from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from allmende.base.identity.queries import service_label
from allmende.base.records.rendering import render_document
from allmende.foundation.files.models import StoredFile

from .models import Signer
from .people import read_contents


def render_receipt(signer: Signer) -> StoredFile:
    """Who signed what, when, how surely known, and the check numbers of what was signed."""
    whole = signer.round
    with translation.override(whole.language):
        found = read_contents(whole.subject, whole.language)
        how = str(signer.get_reached_display())
        if signer.service:
            how = f"{how} ({service_label(signer.service)})"
        rows = [
            (_("Application"), whole.title or whole.reference),
            (_("Reference"), whole.reference),
            (_("Applied for by"), whole.asked_by),
            (_("Signed by"), f"{signer.name} ({signer.role})" if signer.role else signer.name),
            (_("Signed on"), moment_of(signer)),
            (_("How sure we knew who you are"), how),
            (_("Check number of what you signed"), whole.digest),
            (_("Check number of the PDF that you read"), whole.document_sha256),
        ]
        section: dict[str, Any] = {
            "title": "",
            "rows": [{"label": name, "value": text} for name, text in rows if text],
        }
        data = {
            "sections": [section], "text": "", "customer": {"name": signer.name},
            "unit": {"name": found.office if found else ""},
        }  # fmt: skip
        return render_document(
            template="message", data=data, title=_("Receipt of your signature"), language=whole.language,
            kind="receipt",
        )  # fmt: skip


def moment_of(signer: Signer) -> str:
    """When the person signed, in words of the active language."""
    return (
        str(formats.date_format(timezone.localtime(signer.done_at), "DATETIME_FORMAT"))
        if signer.done_at
        else ""
    )

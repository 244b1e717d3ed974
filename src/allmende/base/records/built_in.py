"""The wording of documents where a municipality has no template of its own."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from .models import DocumentTemplate


def built_in_template(key: str, language: str) -> DocumentTemplate | None:
    """The built-in template of that key as an unsaved row, or None."""
    with translation.override(language):
        texts = {
            "receipt": (
                "receipt",
                _("Receipt"),
                _("Receipt: {case.title}"),
                _(
                    "We received your application on {case.received_on}. Your reference is **{case.reference}**. "
                    "Please keep this receipt.\n\n{sections}"
                ),
            ),
            "message": ("receipt", _("Message"), "{title}", "{sections}\n\n{text}"),
            "letter": ("letter", _("Letter"), "{title}", "{text}"),
        }
    if key not in texts:
        return None
    layout, name, subject, body = texts[key]
    return DocumentTemplate(
        key=key,
        language=language,
        version=0,
        name=name,
        purpose=key,
        layout=layout,
        subject=subject,
        body=body,
    )

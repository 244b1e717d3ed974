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
                "{title}",
                _(
                    "We have received what you sent on {sent_at}. Your reference is **{reference}**. "
                    "Please keep this receipt.\n\n{answers}\n\n{if files}\n## Your files\n\n{files}\n{end}"
                ),
            ),
            "letter": ("letter", _("Letter"), "{subject}", "{text}"),
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

"""Wording e-mail anew: the kinds of e-mail, the editor with placeholders, the preview."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.messages.kinds import MailKind, mail_kinds
from allmende.base.messages.wording import (
    drop_wording,
    placeholders_of,
    preview,
    save_wording,
    wording_of,
)
from allmende.foundation.ui.forms import KernForm
from allmende.inward.workplace.access import designers_only


class MailWording(KernForm):
    """Subject and text of an e-mail."""

    subject = forms.CharField(
        label=gettext_lazy("Subject line"),
        max_length=200,
        error_messages={"required": gettext_lazy("Please give a subject line.")},
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "Plain text; an empty line parts paragraphs. A paragraph of placeholders alone is left out where they "
            "are empty."
        ),
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
        max_length=10_000,
        error_messages={"required": gettext_lazy("Please write the text of the e-mail.")},
    )


@designers_only
def mail_texts(request: HttpRequest, by: User) -> HttpResponse:
    """Every kind of e-mail in every language, and whether its wording is the municipality's own."""
    rows = [
        {"kind": kind, "language": language, "subject": subject, "own": own}
        for kind in sorted(mail_kinds, key=lambda kind: str(kind.label))
        for language, _name in settings.LANGUAGES
        for subject, _body, own in [wording_of(kind, language)]
    ]
    return render(request, "workplace/mail_texts.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@designers_only
def edit(request: HttpRequest, by: User, key: str, language: str) -> HttpResponse:
    """Change the wording (``do=save``), look at it first (``preview``), or go back to the built-in one (``drop``)."""
    kind = _kind(key, language)
    subject, body, own = wording_of(kind, language)
    form = MailWording(request.POST or None, initial={"subject": subject, "body": body})
    shown: tuple[str, str] | None = None
    if request.POST.get("do") == "drop":
        drop_wording(key=key, language=language, actor=actor_of(by))
        messages.success(request, _("The built-in wording is in use again."))
        return redirect("workplace:mail_texts")
    if form.is_valid():
        try:
            if request.POST.get("do") == "preview":
                shown = preview(kind=kind, language=language, **form.cleaned_data)
            else:
                save_wording(key=key, language=language, **form.cleaned_data, actor=actor_of(by))
                messages.success(request, _("Saved. The next e-mail of this kind has the new wording."))
                return redirect("workplace:mail_texts")
        except (LookupError, ValueError) as error:
            form.add_error("body", str(error))
    context: dict[str, Any] = {
        "form": form, "kind": kind, "language": language, "own": own, "shown": shown,
        "names": [(f"{{{name}}}", example) for name, example in placeholders_of(kind).items()],
    }  # fmt: skip
    return render(request, "workplace/mail_text.html", context, status=422 if form.errors else 200)


def _kind(key: str, language: str) -> MailKind:
    if key not in mail_kinds or language not in dict(settings.LANGUAGES):
        raise Http404
    return mail_kinds[key]

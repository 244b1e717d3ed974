"""Wording documents anew: the list of templates, their editor with placeholders, the preview."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.procedures.models import Procedure
from allmende.base.records.editing import save_template
from allmende.base.records.models import DocumentTemplate
from allmende.base.records.rendering import render_pdf
from allmende.foundation.ui.forms import KernForm
from allmende.foundation.ui.views import problem
from allmende.inward.workplace.access import designers_only
from allmende.inward.workplace.samples import placeholders, sample_for


class Wording(KernForm):
    """Subject and text of a template."""

    subject = forms.CharField(
        label=gettext_lazy("Subject line"),
        max_length=300,
        error_messages={"required": gettext_lazy("Please give a subject line.")},
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "An empty line parts paragraphs. # makes a heading, - a list, **words** are bold."
        ),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        max_length=50_000,
        error_messages={"required": gettext_lazy("Please write the text of the document.")},
    )


@designers_only
def templates(request: HttpRequest, by: User) -> HttpResponse:
    """The newest version of each template."""
    newest: dict[tuple[str, str], DocumentTemplate] = {}
    for row in DocumentTemplate.objects.defer("body").order_by("version"):
        newest[row.key, row.language] = row
    names = dict(Procedure.objects.values_list("key", "name"))
    groups: dict[str, list[DocumentTemplate]] = {}
    for row in sorted(newest.values(), key=lambda row: (row.name, row.language)):
        groups.setdefault(_group(row, names), []).append(row)
    return render(request, "workplace/templates.html", {"groups": sorted(groups.items())})


@require_http_methods(["GET", "POST"])
@designers_only
def edit(request: HttpRequest, by: User, template_id: uuid.UUID) -> HttpResponse:
    """Change the wording; saving makes a new version."""
    template = _get(template_id)
    data = sample_for(template, by)
    first = {"subject": template.subject, "body": template.body}
    form = Wording(request.POST or None, initial=first)
    if form.is_valid():
        try:
            saved = save_template(template=template, **form.cleaned_data, actor=actor_of(by), sample=data)
        except (LookupError, ValueError) as error:
            form.add_error("body", _what(error))
        else:
            messages.success(request, _("Saved as version %(number)s.") % {"number": saved.version})
            return redirect("workplace:templates")
    names = dict(Procedure.objects.values_list("key", "name"))
    context: dict[str, Any] = {
        "form": form, "template": template, "group": _group(template, names), "names": placeholders(data),
    }  # fmt: skip
    return render(request, "workplace/template.html", context, status=422 if form.errors else 200)


@require_POST
@designers_only
def preview(request: HttpRequest, by: User, template_id: uuid.UUID) -> HttpResponse:
    """The document with this wording and an example; nothing is saved."""
    template = _get(template_id)
    data = sample_for(template, by)
    form = Wording(request.POST)
    if data is None:
        text = _("A preview needs a procedure to make up an example for. This template belongs to none.")
        return problem(409, _("There is nothing to show yet"), text)
    if not form.is_valid():
        return problem(422, _("There is nothing to show yet"), _("Please fill in subject line and text."))
    draft = DocumentTemplate(
        key=template.key, language=template.language, version=template.version, name=template.name,
        layout=template.layout, **form.cleaned_data,
    )  # fmt: skip
    try:
        content = render_pdf(template=draft, data=data, title=draft.name, language=draft.language)
    except (LookupError, ValueError) as error:
        return problem(422, _("The template cannot be used"), _what(error))
    return HttpResponse(
        content, content_type="application/pdf", headers={"Cache-Control": "private, no-store"}
    )


def _group(template: DocumentTemplate, names: dict[str, str]) -> str:
    """The name of the procedure whose template it is; templates of the house come first in the list."""
    return names.get(template.key.partition(".")[0], "")


def _get(template_id: uuid.UUID) -> DocumentTemplate:
    """The newest version of the template that this version belongs to."""
    row = DocumentTemplate.objects.filter(pk=template_id).first()
    if row is None:
        raise Http404
    same = DocumentTemplate.objects.filter(key=row.key, language=row.language)
    newest: DocumentTemplate = same.latest("version")
    return newest


def _what(error: Exception) -> str:
    line = getattr(error, "line", None)
    return _("Line %(line)s: %(what)s") % {"line": line, "what": error} if line else str(error)

"""The word of an office that takes part."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from allmende.base.cases.access import get_case_for, may_see
from allmende.base.cases.actions import release_unit
from allmende.base.cases.models import Participation
from allmende.base.identity.models import User
from allmende.foundation.ui.forms import KernForm
from allmende.inward.workplace.access import clerks_only


class Release(KernForm):
    label = gettext_lazy("Finish taking part")
    intro = gettext_lazy("Your word goes into the file; the responsible office reads it in the history.")
    button = gettext_lazy("Finish")

    word = forms.CharField(
        label=gettext_lazy("Our word"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=5000,
    )


@require_http_methods(["GET", "POST"])
@clerks_only
def release(request: HttpRequest, by: User, case_id: uuid.UUID, part_id: uuid.UUID) -> HttpResponse:
    """End the taking part of one office."""
    case = get_case_for(by, case_id)
    part = (
        Participation.objects.filter(pk=part_id, case=case, ended_at=None)
        .select_related("case", "unit")
        .first()
    )
    if part is None:
        raise Http404
    form = Release(request.POST or None)
    if form.is_valid():
        release_unit(participation=part, by=by, word=form.cleaned_data["word"])
        messages.success(request, _("%(unit)s has finished.") % {"unit": part.unit.name})
        return redirect("workplace:case", case.pk) if may_see(by, case) else redirect("workplace:tasks")
    return render(request, "workplace/step.html", {"form": form, "case": case, "step": form})

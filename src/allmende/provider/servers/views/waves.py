"""The waves of a consolidation: which office when, after agreement with it."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.ui.forms import KernForm
from allmende.provider.offers.access import provider_required
from allmende.provider.transitions.access import is_coordinator
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Effect, Measure, Window
from allmende.provider.transitions.wording import window_words

from ..actions import agree_wave
from ..consolidation import KIND
from ..models import Agreement


class AgreementForm(KernForm):
    """Which wave, agreed with whom and when."""

    office = forms.ChoiceField(label=gettext_lazy("Office"))
    window = forms.ChoiceField(label=gettext_lazy("Wave"), required=False)
    agreed_with = forms.CharField(
        label=gettext_lazy("Agreed with"), max_length=200, help_text=gettext_lazy("Name and function.")
    )
    agreed_on = forms.DateField(label=gettext_lazy("Agreed on"), widget=forms.DateInput)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def set_choices(self, effects: list[Effect], windows: list[Window]) -> None:
        """Offices by name, waves by day."""
        office, window = self.fields["office"], self.fields["window"]
        office.choices = [(str(row.pk), row.institution.name) for row in effects]  # type: ignore[attr-defined]
        window.choices = [("", _("as it is")), *((str(row.pk), window_words(row)) for row in windows)]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@provider_required
def waves(request: HttpRequest, measure_id: uuid.UUID) -> HttpResponse:
    """Offices by wave with their agreements, and the form that records one."""
    by = account_user(request)
    measure = Measure.objects.select_related("programme").filter(pk=measure_id, kind=KIND).first()
    if measure is None or not is_coordinator(by):
        raise Http404
    rows = Effect.objects.filter(measure=measure, is_void=False).select_related("institution", "window")
    effects = list(rows.select_related("measure__programme").order_by("institution__name"))
    windows = list(Window.objects.filter(measure=measure).order_by("starts_on"))
    form = AgreementForm(request.POST or None, initial={"agreed_on": timezone.localdate()})
    form.set_choices(effects, windows)
    if request.method == "POST" and _agreed(form, effects, windows, by):
        messages.success(request, _("Saved."))
        return redirect("servers:waves", measure.pk)
    agreements = {row.effect_id: row for row in Agreement.objects.filter(effect__measure=measure)}
    groups = [
        (window, window_words(window) if window else "",
         [(row, agreements.get(row.pk)) for row in effects if row.window_id == (window.pk if window else None)])
        for window in [*windows, None]
    ]  # fmt: skip
    context = {
        "measure": measure, "groups": [group for group in groups if group[2]], "form": form, "effects": effects,
        "users": sum(row.institution.users for row in effects), "agreed": len(agreements),
    }  # fmt: skip
    return render(request, "servers/waves.html", context, status=422 if form.errors else 200)


def _agreed(form: AgreementForm, effects: list[Effect], windows: list[Window], by: User) -> bool:
    if not form.is_valid():
        return False
    clean = form.cleaned_data
    effect = next(row for row in effects if row.pk == (read_key(clean["office"]) or NO_KEY))
    window = next((row for row in windows if str(row.pk) == clean["window"]), effect.window)
    try:
        agree_wave(
            effect=effect, window=window, agreed_with=clean["agreed_with"], agreed_on=clean["agreed_on"],
            note=clean["note"], by=by,
        )  # fmt: skip
    except TransitionError as error:
        form.add_error(None, str(error))
        return False
    return True

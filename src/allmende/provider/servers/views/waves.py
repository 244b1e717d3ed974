"""The waves of a consolidation: which office when, after agreement with it."""

from __future__ import annotations

import uuid
from typing import Any

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
from allmende.provider.offers.models import Institution
from allmende.provider.offers.queries import contacts_of
from allmende.provider.transitions.access import is_coordinator
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Effect, Measure, Window
from allmende.provider.transitions.wording import window_words

from ..actions import agree_wave, conclude_pilot, save_stage
from ..board import Board, board
from ..models import Stage
from ..stages import KIND, stage_of


class AgreementForm(KernForm):
    """Which wave, agreed with whom and when."""

    office = forms.ChoiceField(label=gettext_lazy("Office"))
    window = forms.ChoiceField(label=gettext_lazy("Wave"))
    agreed_with = forms.CharField(
        label=gettext_lazy("Agreed with"), max_length=200, help_text=gettext_lazy("Name and function.")
    )
    agreed_on = forms.DateField(label=gettext_lazy("Agreed on"), widget=forms.DateInput)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def set_choices(self, effects: list[Effect], windows: list[Window]) -> None:
        """Offices by name, waves by day."""
        office, window = self.fields["office"], self.fields["window"]
        office.choices = [("", _("Please choose")), *((str(row.pk), row.institution.name) for row in effects)]  # type: ignore[attr-defined]
        window.choices = [("", _("Please choose")), *((str(row.pk), window_words(row)) for row in windows)]  # type: ignore[attr-defined]


class ResultForm(KernForm):
    """What the pilot showed."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Did the pilot work?"),
        choices=[("", gettext_lazy("Please choose")), *Stage.Outcome.choices],
    )
    lessons = forms.CharField(
        label=gettext_lazy("What it showed"), max_length=4000, widget=forms.Textarea,
        help_text=gettext_lazy("What went well, what did not, and what the roll-out does differently."),
    )  # fmt: skip
    on = forms.DateField(label=gettext_lazy("Concluded on"), widget=forms.DateInput)


class StageForm(KernForm):
    """Pilot or roll-out, and its offices."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Stage.Kind.choices)
    offices = forms.MultipleChoiceField(
        label=gettext_lazy("Offices"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: all offices that no other stage of the programme names."),
    )  # fmt: skip

    def set_offices(self) -> None:
        """By name, each with its users."""
        rows = Institution.objects.filter(kind=Institution.Kind.OFFICE, state=Institution.State.ACTIVE)
        known = rows.filter(resources__type="server").distinct().order_by("name")
        words = _("%(name)s (%(users)s users)")
        self.fields["offices"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), words % {"name": row.name, "users": row.users}) for row in known
        ]


def get_measure_for(by: User, measure_id: uuid.UUID) -> Measure:
    """The consolidation; 404 else."""
    measure = Measure.objects.select_related("programme").filter(pk=measure_id, kind=KIND).first()
    if measure is None or not is_coordinator(by):
        raise Http404
    return measure


@require_http_methods(["GET", "HEAD", "POST"])
@provider_required
def waves(request: HttpRequest, measure_id: uuid.UUID) -> HttpResponse:
    """Offices by wave with agreements and lines; ``do``: record an agreement, or what the pilot showed."""
    by = account_user(request)
    measure = get_measure_for(by, measure_id)
    shown = board(measure)
    do = request.POST.get("do", "")
    form = AgreementForm(
        request.POST if do == "agree" else None, initial=_proposed(shown, request.GET.get("amt", ""))
    )
    form.set_choices([row.effect for row in shown.rows], [wave.window for wave in shown.waves if wave.window])
    result = ResultForm(
        request.POST if do == "result" else None,
        initial={"outcome": shown.stage.outcome, "lessons": shown.stage.lessons, "on": timezone.localdate()},
    )
    if request.method == "POST" and _done(do, form, result, shown, by):
        messages.success(request, _("Saved."))
        return redirect("servers:waves", measure.pk)
    context = {
        "measure": measure,
        "board": shown,
        "form": form,
        "result": result,
        "errors": form if do == "agree" else result,
    }
    return render(request, "servers/waves.html", context, status=422 if form.errors or result.errors else 200)


def _proposed(shown: Board, office: str) -> dict[str, object]:
    """What the form begins with: the office that was chosen in the list, its wave and its head."""
    row = next((row for row in shown.rows if str(row.effect.pk) == office), None)
    initial: dict[str, object] = {"agreed_on": timezone.localdate()}
    if row is not None:
        heads = contacts_of([row.effect.institution_id], ["head"]).get(row.effect.institution_id, [])
        initial |= {
            "office": office,
            "window": row.effect.window_id,
            "agreed_with": heads[0].name if heads else "",
        }
    return initial


def _done(do: str, form: AgreementForm, result: ResultForm, shown: Board, by: User) -> bool:
    used = {"agree": form, "result": result}.get(do)
    if used is None or not used.is_valid():
        return False
    try:
        if do == "result":
            conclude_pilot(measure=shown.measure, by=by, **result.cleaned_data)
        else:
            _agree(form.cleaned_data, shown, by)
    except TransitionError as error:
        used.add_error(None, str(error))
        return False
    return True


def _agree(clean: dict[str, Any], shown: Board, by: User) -> None:
    effect = next(row.effect for row in shown.rows if row.effect.pk == (read_key(clean["office"]) or NO_KEY))
    window = next(
        wave.window for wave in shown.waves if wave.window and str(wave.window.pk) == clean["window"]
    )
    agree_wave(
        effect=effect, window=window, agreed_with=clean["agreed_with"], agreed_on=clean["agreed_on"],
        note=clean["note"], by=by,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@provider_required
def stage(request: HttpRequest, measure_id: uuid.UUID) -> HttpResponse:
    """Pilot or roll-out, and which offices take part."""
    by = account_user(request)
    measure = get_measure_for(by, measure_id)
    now = stage_of(measure)
    form = StageForm(request.POST or None, initial={"kind": now.kind, "offices": now.offices})
    form.set_offices()
    if request.method == "POST" and _stage_saved(form, measure, by):
        messages.success(request, _("Saved."))
        return redirect("servers:waves", measure.pk)
    context = {"measure": measure, "form": form}
    return render(request, "servers/stage.html", context, status=422 if form.errors else 200)


def _stage_saved(form: StageForm, measure: Measure, by: User) -> bool:
    if not form.is_valid():
        return False
    clean = form.cleaned_data
    try:
        save_stage(
            measure=measure, kind=clean["kind"], offices=[uuid.UUID(key) for key in clean["offices"]], by=by
        )
    except TransitionError as error:
        form.add_error(None, str(error))
        return False
    return True

"""Criteria, figures, and what they say of lines and servers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.api.keyset import keyset_page
from allmende.foundation.api.problems import Problem
from allmende.foundation.ui.forms import KernForm, dress
from allmende.provider.offers.access import provider_required
from allmende.provider.offers.models import Institution

from ..actions import RefusedError, save_assumptions
from ..criteria import Model
from ..criteria import model as model_now
from ..defaults import FIGURES, GROUPS
from ..demand import sites, upgrades
from ..models import Treatment

PAGE = 50
#: A form has no more criteria than these; two of them empty for new ones.
MOST, EMPTY = 20, 2


class AssumptionsForm(KernForm):
    """A field for each figure, three for each criterion; a criterion without a condition is left out."""

    def __init__(self, data: Any, by: Model) -> None:
        super().__init__(data)
        for figure in FIGURES:
            unit = f" ({figure.unit})" if figure.unit else ""
            self.fields[figure.key] = forms.DecimalField(
                label=f"{figure.label}{unit}", min_value=0, max_digits=9, decimal_places=2,
                initial=by[figure.key].normalize().__format__("f"),
            )  # fmt: skip
        self.rows = min(MOST, len(by.rules) + EMPTY)
        for place in range(self.rows):
            rule = by.rules[place] if place < len(by.rules) else None
            number = {"number": place + 1}
            self.fields[f"when{place}"] = forms.CharField(
                label=_("Criterion %(number)s: condition") % number, max_length=500, required=False,
                initial=rule.when if rule else "",
            )  # fmt: skip
            self.fields[f"treatment{place}"] = forms.ChoiceField(
                label=_("Criterion %(number)s: what becomes of it") % number, choices=Treatment.choices,
                required=False, initial=rule.treatment if rule else Treatment.HOSTING,
            )  # fmt: skip
            self.fields[f"reason{place}"] = forms.CharField(
                label=_("Criterion %(number)s: reason") % number, max_length=300, required=False,
                initial=rule.reason if rule else "",
            )  # fmt: skip
        for field in self.fields.values():
            dress(field.widget)

    def figures(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields of figures, by group."""
        return [
            (label, [self[figure.key] for figure in FIGURES if figure.group == group])
            for group, label in GROUPS
        ]

    def rules(self) -> list[list[forms.BoundField]]:
        """The fields of each criterion."""
        return [
            [self[f"{name}{place}"] for name in ("when", "treatment", "reason")] for place in range(self.rows)
        ]

    def values(self) -> dict[str, Any]:
        """For ``save_assumptions``."""
        clean = self.cleaned_data
        rules = [
            {name: clean[f"{name}{place}"] for name in ("when", "treatment", "reason")}
            for place in range(self.rows)
            if clean[f"when{place}"].strip()
        ]
        return {"rules": rules, "figures": {figure.key: clean[figure.key] for figure in FIGURES}}


@require_http_methods(["GET", "HEAD", "POST"])
@provider_required
def assumptions(request: HttpRequest) -> HttpResponse:
    """Criteria and figures on one page."""
    form = AssumptionsForm(request.POST or None, model_now())
    if request.method == "POST" and _saved(form, account_user(request)):
        messages.success(request, _("Saved."))
        return redirect("servers:assumptions")
    return render(request, "servers/assumptions.html", {"form": form}, status=422 if form.errors else 200)


def _saved(form: AssumptionsForm, by: User) -> bool:
    if not form.is_valid():
        return False
    try:
        save_assumptions(**form.values(), by=by)
    except RefusedError as error:
        form.add_error(None, str(error))
        return False
    return True


@require_safe
@provider_required
def capacity(request: HttpRequest) -> HttpResponse:
    """Line and memory of each institution beside what its users need; by name, in keyset pages."""
    kind = request.GET.get("art", "")
    rows = Institution.objects.filter(state=Institution.State.ACTIVE, users__gt=0)
    if kind in Institution.Kind.values:
        rows = rows.filter(kind=kind)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(name__icontains=text)
    try:
        found, after = keyset_page(rows, order=("name", "id"), after=request.GET.get("after", ""), limit=PAGE)
    except Problem:
        raise Http404 from None
    by = model_now()
    shown = sites(found, by)
    filters = {name: value for name, value in (("art", kind), ("q", text)) if value}
    context = {
        "rows": shown, "slow": upgrades(shown),
        "figures": [(figure, by[figure.key]) for figure in FIGURES if figure.group in ("network", "server")],
        "kinds": Institution.Kind.choices, "kind": kind, "q": text,
        "first": f"?{urlencode(filters)}" if request.GET.get("after") else "",
        "next": f"?{urlencode({**filters, 'after': after})}" if after else "",
    }  # fmt: skip
    return render(request, "servers/capacity.html", context)

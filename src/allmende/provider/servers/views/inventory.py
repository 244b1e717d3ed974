"""The servers of the city's offices: what becomes of each and why; together what that saves."""

from __future__ import annotations

import uuid
from collections import Counter
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.api.keyset import keyset_page
from allmende.foundation.api.problems import Problem
from allmende.foundation.ui.forms import KernForm
from allmende.provider.offers.access import provider_required
from allmende.provider.offers.models import Institution
from allmende.provider.offers.resources.access import get_resource_for
from allmende.provider.offers.resources.forms import shown_fields
from allmende.provider.offers.resources.models import Resource
from allmende.provider.transitions.models import Effect
from allmende.provider.transitions.wording import window_words

from ..actions import RefusedError, decide_treatment
from ..board import boards
from ..criteria import judge, judge_all, model, servers
from ..demand import sites, upgrades
from ..models import Decision, Treatment
from ..savings import savings
from ..stages import KIND, servers_moved

PAGE = 50


class DecisionForm(KernForm):
    """By hand: what becomes of a server, and why."""

    treatment = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"), required=False,
        choices=[("", gettext_lazy("as the criteria say")), *Treatment.choices],
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, required=False,
        help_text=gettext_lazy("Needed where you decide otherwise than the criteria."),
    )  # fmt: skip


@require_safe
@provider_required
def listed(request: HttpRequest) -> HttpResponse:
    """Servers in keyset pages; above, what all of them come to."""
    text, wanted = request.GET.get("q", "").strip(), request.GET.get("ergebnis", "")
    by = model()
    everything = judge_all(servers(), by)
    judged = {row.server.pk: row for row in everything}
    counts: Counter[str] = Counter(row.treatment for row in everything)
    offices = {
        row.server.institution for row in everything
        if row.server.institution and row.treatment != Treatment.CENTRAL
    }  # fmt: skip
    slow = upgrades(sites(offices, by))
    rows = servers()
    if text:
        rows = rows.filter(institution__name__icontains=text) | rows.filter(number__icontains=text)
    if wanted in Treatment.values:
        rows = rows.filter(pk__in=[row.server.pk for row in everything if row.treatment == wanted][:20_000])
    try:
        found, after = keyset_page(
            rows, order=("number", "id"), after=request.GET.get("after", ""), limit=PAGE
        )
    except Problem:
        raise Http404 from None
    filters = {name: value for name, value in (("q", text), ("ergebnis", wanted)) if value}
    context = {
        "rows": [judged[row.pk] for row in found if row.pk in judged], "q": text, "wanted": wanted,
        "treatments": Treatment.choices, "boards": boards(),
        "counts": [(value, label, counts[value]) for value, label in Treatment.choices if counts[value]],
        "savings": savings(everything, by, lines=slow), "slow": slow, "offices": len(offices),
        "so_far": savings([row for row in everything if row.is_moved], by),
        "users": sum(row.users for row in offices),
        "first": f"?{urlencode(filters)}" if request.GET.get("after") else "",
        "next": f"?{urlencode({**filters, 'after': after})}" if after else "",
    }  # fmt: skip
    return render(request, "servers/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@provider_required
def one(request: HttpRequest, server_id: uuid.UUID) -> HttpResponse:
    """A server: its facts, what becomes of it and why; decided by hand with a reason."""
    by = account_user(request)
    row = get_resource_for(by, server_id)
    if row.type != "server" or row.institution is None or row.institution.kind != Institution.Kind.OFFICE:
        raise Http404
    decided = Decision.objects.filter(server=row).first()
    initial = {"treatment": decided.treatment, "reason": decided.reason} if decided else {}
    form = DecisionForm(request.POST or None, initial=initial)
    if request.method == "POST" and _decided(form, row, by):
        messages.success(request, _("Saved."))
        return redirect("servers:one", row.pk)
    is_moved = row.pk in servers_moved()
    context = {
        "row": row, "judged": judge(row, model(), decided, is_moved=is_moved), "facts": shown_fields(row),
        "form": form, "effects": _moves(row),
    }  # fmt: skip
    return render(request, "servers/one.html", context, status=422 if form.errors else 200)


def _moves(row: Resource) -> list[tuple[Effect, str]]:
    """The consolidations that move it, each with its wave in words."""
    rows = Effect.objects.filter(measure__kind=KIND, institution=row.institution, is_void=False)
    return [
        (effect, window_words(effect.window) if effect.window else "")
        for effect in rows.select_related("measure", "window")
        if any(item["resource"] == str(row.pk) for item in effect.resources)
    ]


def _decided(form: DecisionForm, row: Resource, by: User) -> bool:
    if not form.is_valid():
        return False
    try:
        decide_treatment(server=row, by=by, **form.cleaned_data)
    except RefusedError as error:
        form.add_error("reason" if form.cleaned_data["treatment"] else "treatment", str(error))
        return False
    return True

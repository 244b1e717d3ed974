"""Staff: what can follow an offer, with the same facts for each."""

from __future__ import annotations

import uuid

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.ui.forms import KernForm

from ..access import get_offer_for, provider_required
from ..actions import save_alternative
from ..comparison import compare, in_neutral_order
from ..forms.catalogue import AlternativeForm
from ..models import Alternative, Offer
from .shared import saved, status_of


class OwnForm(KernForm):
    """An own offer that can follow."""

    own = forms.ModelChoiceField(label=gettext_lazy("Own offer"), queryset=Offer.unscoped.none())

    def __init__(self, offer: Offer, *args: object) -> None:
        super().__init__(*args)
        taken = offer.alternatives.filter(own__isnull=False).values("own_id")
        rows = Offer.objects.exclude(pk=offer.pk).exclude(pk__in=taken).order_by("name", "id")
        field = self.fields["own"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = rows


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def alternatives(request: HttpRequest, key: str) -> HttpResponse:
    """The successors beside today's service; add an own one (``do=own``), or switch one (``do=switch:<key>``)."""
    by = account_user(request)
    offer = get_offer_for(by, key)
    do, _colon, what = request.POST.get("do", "").partition(":")
    form = OwnForm(offer, request.POST if do == "own" else None)
    if do == "own" and saved(
        request, form, lambda: save_alternative(offer=offer, own=form.cleaned_data["own"], by=by)
    ):
        return redirect("offers:edit_alternatives", offer.key)
    if do == "switch":
        row = offer.alternatives.filter(pk=read_key(what) or NO_KEY).first()
        if row is not None:
            save_alternative(offer=offer, alternative=row, by=by, is_active=not row.is_active)
        return redirect("offers:edit_alternatives", offer.key)
    rows = in_neutral_order(offer.alternatives.select_related("own"))
    active = [row for row in rows if row.is_active]
    context = {
        "offer": offer, "form": form, "part": "alternatives", "alternatives": rows, "compared": active,
        "table": compare(offer, active),
    }  # fmt: skip
    return render(request, "offers/staff/alternatives.html", context, status=status_of(form))


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def alternative(request: HttpRequest, key: str, alternative_id: uuid.UUID | None = None) -> HttpResponse:
    """A foreign successor: new, or one that is known."""
    by = account_user(request)
    offer = get_offer_for(by, key)
    row = offer.alternatives.filter(pk=alternative_id, own=None).first() if alternative_id else None
    if alternative_id and row is None:
        raise Http404
    form = AlternativeForm(row or Alternative(offer=offer), request.POST or None)
    if request.method == "POST" and saved(
        request, form, lambda: save_alternative(offer=offer, alternative=row, by=by, **form.values())
    ):
        return redirect("offers:edit_alternatives", offer.key)
    title = str(row) if row else _("New successor of another provider")
    context = {"offer": offer, "form": form, "part": "alternatives", "title": title}
    return render(request, "offers/staff/alternative.html", context, status=status_of(form))

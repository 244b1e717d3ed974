"""Ordering, in two steps: choose, then look at price and term and send."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from allmende.base.identity.models import User
from allmende.foundation.ui.forms import KernForm
from allmende.provider.offers.access import institutions_of
from allmende.provider.offers.models import ContactRole, Institution, Offer, Variant
from allmende.provider.offers.resources.models import Resource

from ..access import roles_at
from ..actions import start_order
from ..actions.ordering import check, needed_approvals
from ..errors import OrderError
from ..models import Order
from ..pricing import Shown, shown_prices
from .shared import crumbs, for_institution, new_token


class OrderForm(KernForm):
    """What is wanted; variants with their prices stand beside the choice."""

    variant = forms.ChoiceField(
        label=gettext_lazy("Which variant?"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose a variant.")},
    )  # fmt: skip
    wanted_on = forms.DateField(
        label=gettext_lazy("From when would you like it?"), required=False, widget=forms.DateInput,
        help_text=gettext_lazy("A wish: we tell you whether it can be kept."),
        error_messages={"invalid": gettext_lazy("Please give a day, such as 31.12.2026.")},
    )  # fmt: skip
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For example the name of a domain or who is to get access."),
    )  # fmt: skip

    def __init__(self, kind: str, variants: list[Variant], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.variants = {str(row.pk): row for row in variants}
        self.fields["variant"].choices = [(key, row.name) for key, row in self.variants.items()]  # type: ignore[attr-defined]
        if len(variants) == 1:
            self.fields["variant"].initial = next(iter(self.variants))
        if kind == Order.Kind.END:
            del self.fields["variant"]
            self.fields["wanted_on"].label = _("On which day shall it end?")
            self.fields["wanted_on"].help_text = _("The last day of use. Empty: today.")

    def clean_wanted_on(self) -> Any:
        day = self.cleaned_data["wanted_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("Please choose today or a later day."))
        return day


@never_cache
@require_GET
@login_required
def choose(request: HttpRequest, key: str) -> HttpResponseBase:
    """From the public page of an offer: for which of one's institutions."""
    offer = get_object_or_404(Offer, key=key)
    rows = institutions_of(cast(User, request.user)).filter(state=Institution.State.ACTIVE)
    fitting = [row for row in rows[:500] if row.kind in offer.audiences]
    if len(fitting) == 1:
        return redirect("orders:new", institution_id=fitting[0].pk, key=key)
    links = [(row.name, reverse("orders:new", args=[row.pk, key])) for row in fitting]
    context = {
        "links": links,
        "title": _("Order %(offer)s") % {"offer": offer.name},
        "lead": _("For which institution?"),
        "none": _("None of your institutions can order this."),
    }
    return render(request, "orders/choose.html", context)


@require_http_methods(["GET", "POST"])
@for_institution
def new(request: HttpRequest, by: User, institution: Institution, key: str) -> HttpResponse:
    """Order an offer."""
    offer = get_object_or_404(Offer.objects.prefetch_related("variants"), key=key)
    variants = sorted(offer.variants.all(), key=lambda row: (row.order, row.name))
    if not variants:
        raise Http404
    return _place(request, by, institution, Order.Kind.NEW, offer, variants)


@require_http_methods(["GET", "POST"])
@for_institution
def change(request: HttpRequest, by: User, institution: Institution, resource_id: uuid.UUID) -> HttpResponse:
    """Order another variant of something in use."""
    resource = _resource(institution, resource_id)
    now = cast(Variant, resource.variant)
    rows = now.offer.variants.exclude(pk=now.pk).order_by("order", "name")
    return _place(request, by, institution, Order.Kind.CHANGE, now.offer, list(rows), resource)


@require_http_methods(["GET", "POST"])
@for_institution
def end(request: HttpRequest, by: User, institution: Institution, resource_id: uuid.UUID) -> HttpResponse:
    """End something in use."""
    resource = _resource(institution, resource_id)
    now = cast(Variant, resource.variant)
    return _place(request, by, institution, Order.Kind.END, now.offer, [now], resource)


def _resource(institution: Institution, key: uuid.UUID) -> Resource:
    rows = Resource.objects.select_related("variant__offer", "institution")
    found = rows.filter(
        pk=key, institution=institution, state=Resource.State.ACTIVE, variant__isnull=False
    ).first()
    if found is None:
        raise Http404
    return found


def _place(
    request: HttpRequest, by: User, institution: Institution, kind: str, offer: Offer, variants: list[Variant],
    resource: Resource | None = None,
) -> HttpResponse:  # fmt: skip
    today = timezone.localdate()
    form = OrderForm(kind, variants, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "institution": institution, "offer": offer, "resource": resource, "kind": kind, "form": form,
        "title": _TITLES[Order.Kind(kind)] % {"what": resource.name if resource else offer.name},
        "rows": [(row, shown_prices(row, today)) for row in variants] if kind != Order.Kind.END else [],
        "now": shown_prices(resource.variant, today) if resource and resource.variant else None,
    }  # fmt: skip
    context["crumbs"] = crumbs(institution, (context["title"], ""))
    if request.method != "POST":
        problem = _problem(institution, variants, kind, resource)
        return render(request, "orders/place.html", {**context, "problem": problem})
    if not form.is_valid():
        return render(request, "orders/place.html", context, status=422)
    variant = form.variants[form.cleaned_data["variant"]] if kind != Order.Kind.END else variants[0]
    prices = shown_prices(variant, today)
    wanted = {
        "wanted_on": form.cleaned_data["wanted_on"],
        "kind": kind,
        "resource": resource,
        "variant": variant,
    }
    try:
        check(institution, variant, kind, resource, wanted["wanted_on"])
        if "send" not in request.POST or request.POST.get("stamp") != prices.stamp:
            changed = "send" in request.POST
            return _look(request, by, institution, context, wanted, prices, changed=changed)
        order = start_order(
            institution=institution, by=by, remarks=form.cleaned_data["remarks"],
            once=request.POST.get("token", "")[:64], shown=prices, **wanted,
        )  # fmt: skip
    except OrderError as error:
        return render(request, "orders/place.html", {**context, "problem": str(error)}, status=422)
    messages.success(request, _("Your order has been sent."))
    return redirect("orders:order", institution_id=institution.pk, order_id=order.pk)


def _look(
    request: HttpRequest, by: User, institution: Institution, context: dict[str, Any], wanted: dict[str, Any],
    prices: Shown, *, changed: bool,
) -> HttpResponse:  # fmt: skip
    roles = needed_approvals(institution, wanted["kind"], prices, roles_at(by, institution))
    more = {
        "variant": wanted["variant"], "prices": prices, "token": request.POST.get("token") or new_token(),
        "roles": [ContactRole.Role(role).label for role in roles], "changed": changed,
        "wanted_on": wanted["wanted_on"], "remarks": context["form"].cleaned_data["remarks"],
    }  # fmt: skip
    return render(request, "orders/look.html", {**context, **more})


def _problem(institution: Institution, variants: list[Variant], kind: str, resource: Resource | None) -> str:
    """What stands in the way before anything is typed; an end may still choose its day."""
    if not variants:
        return _("There is no other variant of this service.")
    try:
        bound = resource.contract_until if resource and kind == Order.Kind.END else None
        check(institution, variants[0], kind, resource, bound)
    except OrderError as error:
        return str(error)
    return ""


_TITLES = {
    Order.Kind.NEW: gettext_lazy("Order %(what)s"),
    Order.Kind.CHANGE: gettext_lazy("Change %(what)s"),
    Order.Kind.END: gettext_lazy("End %(what)s"),
}

"""Staff: the catalogue."""

from __future__ import annotations

import uuid
from itertools import chain, count

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.directory.catalogue import german_slug
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import NO_KEY, read_key

from ..access import get_offer_for, provider_required
from ..actions import remove_price, save_offer, save_variant, set_price
from ..forms.catalogue import FactsForm, OfferForm, PriceForm, VariantForm
from ..models import Offer, Price, Variant
from .shared import saved, status_of


@provider_required
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """All offers by their stage."""
    rows = list(Offer.objects.order_by("name", "id"))
    stages = [(stage.label, [row for row in rows if row.stage == stage]) for stage in Offer.Stage]
    return render(request, "offers/staff/offers.html", {"stages": [one for one in stages if one[1]]})


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new offer."""
    by = account_user(request)
    form, made = OfferForm(None, request.POST or None), list[Offer]()
    if request.method == "POST" and saved(
        request, form, lambda: made.append(save_offer(key=_free(form), by=by, **form.cleaned_data))
    ):
        return redirect("offers:edit_variants", made[0].key)
    context = {"form": form, "title": _("New offer")}
    return render(request, "offers/staff/new_offer.html", context, status=status_of(form))


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Texts, audiences and life cycle."""
    by = account_user(request)
    offer = get_offer_for(by, key)
    form = OfferForm(offer, request.POST or None)
    if request.method == "POST" and saved(
        request, form, lambda: save_offer(key=offer.key, by=by, **form.cleaned_data)
    ):
        return redirect("offers:edit_offer", offer.key)
    context = {"offer": offer, "form": form, "part": "texts"}
    return render(request, "offers/staff/offer.html", context, status=status_of(form))


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, key: str) -> HttpResponse:
    """Service level and data protection."""
    by = account_user(request)
    offer = get_offer_for(by, key)
    form = FactsForm(offer, request.POST or None)
    if request.method == "POST" and saved(
        request, form, lambda: save_offer(key=offer.key, by=by, **form.values())
    ):
        return redirect("offers:edit_facts", offer.key)
    context = {"offer": offer, "form": form, "part": "facts"}
    return render(request, "offers/staff/facts.html", context, status=status_of(form))


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def variants(request: HttpRequest, key: str) -> HttpResponse:
    """The variants with what they cost today, and a new one."""
    by = account_user(request)
    offer = get_offer_for(by, key)
    form, made = VariantForm(None, request.POST or None), list[Variant]()
    if request.method == "POST" and saved(
        request,
        form,
        lambda: made.append(
            save_variant(offer=offer, key=_free_variant(offer, form), by=by, **form.cleaned_data)
        ),
    ):
        return redirect("offers:edit_variant", offer.key, made[0].pk)
    rows = offer.variants.order_by("order", "name", "id").prefetch_related("prices")
    context = {"offer": offer, "form": form, "part": "variants", "rows": rows, "today": timezone.localdate()}
    return render(request, "offers/staff/variants.html", context, status=status_of(form))


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def variant(request: HttpRequest, key: str, variant_id: uuid.UUID) -> HttpResponse:
    """One variant: its texts, its prices in time, a new price (``do=price``), one taken back (``do=remove:<key>``)."""
    by = account_user(request)
    offer = get_offer_for(by, key)
    row = offer.variants.filter(pk=variant_id).first()
    if row is None:
        raise Http404
    do, _colon, what = request.POST.get("do", "").partition(":")
    form = VariantForm(row, request.POST if do == "save" else None)
    price = PriceForm(request.POST if do == "price" else None, initial={"valid_from": timezone.localdate()})
    here = redirect("offers:edit_variant", offer.key, row.pk)
    if do == "save" and saved(
        request, form, lambda: save_variant(offer=offer, key=row.key, by=by, **form.cleaned_data)
    ):
        return here
    if do == "price" and saved(request, price, lambda: set_price(variant=row, by=by, **price.cleaned_data)):
        return here
    if do == "remove":
        found = row.prices.select_related("variant__offer").filter(pk=read_key(what) or NO_KEY).first()
        if found is not None:
            _take_back(request, found)
        return here
    context = {
        "offer": offer, "variant": row, "form": form, "price": price, "part": "variants", "today": timezone.localdate(),
        "prices": row.prices.order_by("payer", "period", "valid_from"),
    }  # fmt: skip
    return render(
        request, "offers/staff/variant.html", context, status=max(status_of(form), status_of(price))
    )


def _take_back(request: HttpRequest, price: Price) -> None:
    try:
        remove_price(price=price, by=account_user(request), today=timezone.localdate())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Taken back."))


def _free(form: OfferForm) -> str:
    """A key from the name; addresses keep it when the name changes."""
    base = german_slug(form.cleaned_data["name"], 50) or "angebot"
    candidates = chain([base], (f"{base}-{number}" for number in count(2)))
    return next(key for key in candidates if not Offer.objects.filter(key=key).exists())


def _free_variant(offer: Offer, form: VariantForm) -> str:
    base = german_slug(form.cleaned_data["name"], 50) or "variante"
    candidates = chain([base], (f"{base}-{number}" for number in count(2)))
    return next(key for key in candidates if not offer.variants.filter(key=key).exists())

"""Choosing a successor by a link: a neutral list, the same facts of each, point by point beside today's service."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.foundation.ids import NO_KEY, read_key
from allmende.provider.offers.comparison import compare, in_neutral_order
from allmende.provider.offers.models import Alternative
from allmende.provider.transitions.access import Holder
from allmende.provider.transitions.actions import choose_successor
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.kinds import can_choose
from allmende.provider.transitions.models import Effect
from allmende.provider.transitions.queries import effects_of

from ..models import PageLink
from .guard import by_link
from .page import addresses


@require_http_methods(["GET", "POST"])
def _choose(request: HttpRequest, link: PageLink, holder: Holder, measure: str) -> HttpResponseBase:
    effect = _effect(link, measure)
    if request.method == "GET":
        return _show(request, link, effect)
    chosen = request.POST.get("alternative", "")
    alternative = None
    if chosen:
        key = read_key(chosen) or NO_KEY
        alternative = Alternative.objects.filter(pk=key).select_related("own").first()
        if alternative is None:
            return _show(
                request, link, effect, _("This is not one of the successors. Choose one from the list.")
            )
    elif request.POST.get("_do") != "none":
        return _show(request, link, effect, _("Please choose one of the successors."))
    try:
        choose_successor(effect=effect, alternative=alternative, by=holder)
    except TransitionError as error:
        return _show(request, link, effect, str(error))
    said = (
        _("You have chosen: %(name)s.") % {"name": alternative}
        if alternative
        else _("Your choice is taken back.")
    )
    messages.success(request, said)
    return redirect(addresses(request)["page_url"] + f"#{effect.measure.key}")


def _effect(link: PageLink, measure: str) -> Effect:
    effects = effects_of(link.programme, link.institution)
    found = next((one for one in effects if one.measure.key == measure), None)
    if found is None or not can_choose(found.measure):
        raise Http404
    return found


def _show(request: HttpRequest, link: PageLink, effect: Effect, error: str = "") -> HttpResponse:
    offer = effect.measure.offer
    rows = Alternative.objects.filter(offer=offer, is_active=True).select_related("own")
    seed = str(link.institution_id) if link.programme.no_recommendation else ""
    alternatives = in_neutral_order(rows, seed)
    context = {
        **addresses(request),
        "programme": link.programme,
        "institution": link.institution,
        "effect": effect,
        "offer": offer,
        "alternatives": alternatives,
        "table": compare(offer, alternatives) if offer else [],
        "error": error,
    }
    return render(request, "letters/choose.html", context, status=422 if error else 200)


choose = by_link(_choose)

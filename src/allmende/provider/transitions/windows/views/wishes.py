"""What an institution says of its windows: by a link without account, or as a contact that is logged in."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmende.base.identity.views.shared import account_user
from allmende.foundation.ui.revised import status_of
from allmende.provider.offers.access import institutions_of
from allmende.provider.transitions.access import By
from allmende.provider.transitions.holders import get_holder
from allmende.provider.transitions.models import Effect, Programme, Window
from allmende.provider.transitions.views.shared import saved
from allmende.provider.transitions.wording import window_words

from ..actions import save_wishes
from ..actions.wishing import most_vetoes
from ..forms import WishForm
from ..models import Wish


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wish_by_link(request: HttpRequest, token: str, effect_id: uuid.UUID) -> HttpResponse:
    """Who holds a link says what suits the institution."""
    holder = get_holder(token)
    effect = _effect(effect_id, institution=holder.institution, measure__programme=holder.programme)
    return _wish(request, effect, holder)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest, effect_id: uuid.UUID) -> HttpResponse:
    """A contact that is logged in says what suits the institution."""
    by = account_user(request)
    effect = _effect(effect_id, institution__in=institutions_of(by))
    if effect.measure.programme.state == Programme.State.DRAFT:
        raise Http404
    return _wish(request, effect, by)


def _effect(effect_id: uuid.UUID, **more: Any) -> Effect:
    rows = Effect.objects.filter(pk=effect_id, is_void=False, **more)
    found: Effect | None = rows.select_related("measure__programme", "institution", "window").first()
    if found is None:
        raise Http404
    return found


def _wish(request: HttpRequest, effect: Effect, by: By) -> HttpResponse:
    windows = list(
        Window.objects.filter(measure=effect.measure, starts_on__gt=timezone.localdate()).order_by(
            "starts_on"
        )
    )
    said = dict(Wish.objects.filter(effect=effect).values_list("window_id", "kind"))
    post = request.POST if request.method == "POST" else None
    form = WishForm(post, windows=windows, said=said)
    if post is not None and saved(
        request, form, lambda: save_wishes(effect=effect, wishes=form.answers(), by=by)
    ):
        return redirect(request.path)
    context = {
        "effect": effect, "form": form, "windows": windows, "most": most_vetoes(len(windows)),
        "window": window_words(effect.window) if effect.window else "",
    }  # fmt: skip
    return render(request, "windows/wish_public.html", context, status=status_of(form))

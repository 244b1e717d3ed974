"""Who is where and why; moving by hand; wishes that staff enter."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.ui.revised import status_of
from allmende.provider.offers.access import provider_required
from allmende.provider.offers.views.shared import page_of
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Effect, Window
from allmende.provider.transitions.views.shared import done, saved

from .. import actions
from ..building import build_problem, placeable
from ..forms import MoveForm, WishForm
from ..models import Lock, Wish
from ..words import excluded, reason_words, window_short
from .shared import get_effect, shown, staff_programme


@provider_required
@require_safe
def placements(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Institutions with their window, by name; by window (``fenster``, "keins"), by name (``q``)."""
    _by, programme = staff_programme(request, programme_id)
    rows = placeable(programme).select_related("institution__body", "measure", "window", "window_lock")
    window, text = request.GET.get("fenster", ""), request.GET.get("q", "").strip()
    if window == "keins":
        rows = rows.filter(window=None)
    elif window:
        rows = rows.filter(window_id=read_key(window) or NO_KEY)
    if text:
        rows = rows.filter(Q(institution__name__icontains=text) | Q(institution__number=text))
    page = page_of(request, rows.annotate(by_name=F("institution__name")), ("by_name", "id"))
    kinds = Counter(
        Wish.objects.filter(effect__in=[row.pk for row in page["rows"]]).values_list("effect_id", "kind")
    )
    lines = [
        (row, window_short(row.window) if row.window else "", hasattr(row, "window_lock"),
         kinds[row.pk, Wish.Kind.WISH], kinds[row.pk, Wish.Kind.VETO])
        for row in page["rows"]
    ]  # fmt: skip
    found = (
        Window.objects.filter(measure__programme=programme)
        .select_related("measure")
        .order_by("starts_on", "id")
    )
    choices = [("", _("all")), ("keins", _("without time window"))]
    choices += [(str(one.pk), f"{window_short(one)} ({one.measure.title})") for one in found]
    return shown(request, programme, "placements", {**page, "lines": lines, "q": text, "window": window,
                                                    "choices": choices})  # fmt: skip


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def placement(request: HttpRequest, programme_id: uuid.UUID, effect_id: uuid.UUID) -> HttpResponse:
    """One institution's window: why there, why not elsewhere; move it, hold it, enter its wishes."""
    by, programme = staff_programme(request, programme_id)
    effect = get_effect(programme, effect_id)
    windows = list(Window.objects.filter(measure=effect.measure).order_by("starts_on"))
    said = dict(Wish.objects.filter(effect=effect).values_list("window_id", "kind"))
    post = request.POST if request.method == "POST" else None
    what = post.get("do", "") if post else ""
    move = MoveForm(post if what in ("move", "anyway") else None, windows=windows,
                    initial={"window": str(effect.window_id or "")})  # fmt: skip
    wishes = WishForm(post if what == "wishes" else None, windows=windows, said=said)
    broken: list[str] = []
    if what == "unlock":
        done(request, lambda: actions.unlock(effect=effect, by=by))
        return redirect(request.path)
    if what == "wishes" and saved(
        request, wishes, lambda: actions.save_wishes(effect=effect, wishes=wishes.answers(), by=by)
    ):
        return redirect(request.path)
    if what in ("move", "anyway") and move.is_valid():
        broken = _move(request, effect, move, windows, anyway=what == "anyway", by=by)
        if not broken:
            return redirect(request.path)
    problem = build_problem(programme)
    item = problem.item.get(str(effect.pk))
    load = Counter(one.current for one in problem.items)
    context = {
        "effect": effect, "move": move, "wishes": wishes, "broken": broken,
        "window": window_short(effect.window) if effect.window else "",
        "lock": Lock.objects.filter(effect=effect).first(),
        "excluded": excluded(problem, item, load) if item else [],
    }  # fmt: skip
    status = 409 if broken else status_of(move, wishes)
    return shown(request, programme, "placement", context, status=status)


def _move(
    request: HttpRequest, effect: Effect, form: MoveForm, windows: list[Window], *, anyway: bool, by: Any
) -> list[str]:
    """What moving would break, in words; empty where it was done or refused."""
    target = next(row for row in windows if str(row.pk) == form.cleaned_data["window"])
    try:
        broken = actions.place_by_hand(
            effect=effect,
            window=target,
            why=form.cleaned_data["why"],
            lock=form.cleaned_data["lock"],
            anyway=anyway,
            by=by,
        )
    except TransitionError as error:
        messages.error(request, str(error))
        return []
    if not broken:
        messages.success(request, _("Saved."))
    return [reason_words(reason) for reason in broken]

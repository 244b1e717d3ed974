"""Who is affected: a list, and one institution's effects and checklist."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import NO_KEY, read_key
from allmende.provider.offers.access import get_institution_for, provider_required
from allmende.provider.offers.comparison import in_neutral_order
from allmende.provider.offers.models import Alternative, Institution
from allmende.provider.offers.views.shared import page_of

from ..access import get_programme_for
from ..actions import choose_successor, tick_step, untick_step
from ..kinds import choosing_kinds
from ..models import Effect, Programme, Step
from ..queries import checklist, effects_of, measures_of
from ..wording import effect_words, window_words
from .shared import done, shown

#: ``?nur=``: what an effect must be.
ONLY = {
    "konflikt": Q(conflict_until__isnull=False),
    "kaskade": ~Q(breaks=[]),
    "offen": Q(alternative=None, measure__action_needed=True, measure__offer__isnull=False),
    "ohne-fenster": Q(window=None),
}
WORDS = {
    "offen": gettext_lazy("No successor chosen yet"),
    "ohne-fenster": gettext_lazy("Without time window"),
    "konflikt": gettext_lazy("Contract runs on"),
    "kaskade": gettext_lazy("Something else depends on it"),
}


@provider_required
@require_safe
def effects(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Institutions by name: all, by measure (``massnahme``), by body (``traeger``), by what is special (``nur``)."""
    programme = get_programme_for(account_user(request), programme_id)
    measures = measures_of(programme)
    own = Effect.objects.filter(measure__programme=programme, is_void=False, institution=OuterRef("pk"))
    key, only = request.GET.get("massnahme", ""), request.GET.get("nur", "")
    if key:
        own = own.filter(measure__key=key)
    if only in ONLY:
        own = own.filter(ONLY[only])
    if only == "offen":
        own = own.filter(measure__kind__in=choosing_kinds())
    rows = Institution.objects.filter(Exists(own)).select_related("body")
    if body := request.GET.get("traeger", ""):
        rows = rows.filter(body_id=read_key(body) or NO_KEY)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(Q(name__icontains=text) | Q(number=text))
    page = page_of(request, rows, ("name", "id"))
    context = {
        **page, "rows": _lines(programme, page["rows"]), "q": text, "chosen": key, "only": only,
        "measures": [("", _("all")), *((row.key, row.title) for row in measures)],
        "specials": [("", _("all")), *((name, words) for name, words in WORDS.items())],
    }  # fmt: skip
    return shown(request, programme, "effects", context)


def _lines(programme: Programme, rows: list[Institution]) -> list[tuple[Institution, list[Effect], int, int]]:
    """Each institution with its effects, how many steps are done and how many there are: two statements."""
    keys = [row.pk for row in rows]
    of: dict[uuid.UUID, list[Effect]] = {key: [] for key in keys}
    found = Effect.objects.filter(measure__programme=programme, institution_id__in=keys, is_void=False)
    for effect in found.select_related("measure", "window").order_by("measure__order", "id"):
        of[effect.institution_id].append(effect)
    steps: dict[uuid.UUID, list[bool]] = {key: [] for key in keys}
    lines = Step.objects.filter(programme=programme, institution_id__in=keys, is_void=False)
    for key, when in lines.values_list("institution_id", "done_at"):
        steps[key].append(when is not None)
    return [(row, of[row.pk], sum(steps[row.pk]), len(steps[row.pk])) for row in rows]


@provider_required
@require_safe
def institution(request: HttpRequest, programme_id: uuid.UUID, institution_id: uuid.UUID) -> HttpResponse:
    """What the programme means for one institution, and its checklist."""
    by = account_user(request)
    programme = get_programme_for(by, programme_id)
    row = get_institution_for(by, institution_id)
    found = effects_of(programme, row)
    lines = checklist(programme, row)
    if not found and not lines:
        raise Http404
    offers = [row.measure.offer_id for row in found if row.measure.offer_id and row.measure.kind == "end"]
    choices = Alternative.objects.filter(offer_id__in=offers, is_active=True).select_related("own")
    effects = [
        (effect, effect_words(effect), window_words(effect.window) if effect.window else "",
         _choices(effect, choices))
        for effect in found
    ]  # fmt: skip
    done_count = sum(step.done_at is not None for step in lines)
    context = {"institution": row, "effects": effects, "steps": lines, "done": done_count}
    return shown(request, programme, "effects", context, template="institution")


def _choices(effect: Effect, all: Iterable[Alternative]) -> list[tuple[str, str]]:
    """The successors of an effect in neutral order, for a list; none where its measure has none."""
    rows = in_neutral_order([row for row in all if row.offer_id == effect.measure.offer_id])
    return [("", _("none yet")), *((str(row.pk), str(row)) for row in rows)] if rows else []


@provider_required
@require_POST
def tick(request: HttpRequest, programme_id: uuid.UUID, institution_id: uuid.UUID) -> HttpResponse:
    """Tick a step off for an institution, or open it again (``step``, ``open``)."""
    by = account_user(request)
    programme = get_programme_for(by, programme_id)
    rows = Step.objects.filter(programme=programme, institution_id=institution_id)
    step = rows.filter(pk=read_key(request.POST.get("step", "")) or NO_KEY).first()
    if step is None:
        raise Http404
    if request.POST.get("open"):
        done(request, lambda: untick_step(step=step, by=by))
    else:
        done(request, lambda: tick_step(step=step, note=request.POST.get("note", ""), by=by))
    return redirect("transitions:institution", programme.pk, institution_id)


@provider_required
@require_POST
def choose(request: HttpRequest, programme_id: uuid.UUID, institution_id: uuid.UUID) -> HttpResponse:
    """Record the successor that an institution chose (``effect``, ``alternative``; empty takes it back)."""
    by = account_user(request)
    programme = get_programme_for(by, programme_id)
    rows = Effect.objects.filter(measure__programme=programme, institution_id=institution_id)
    effect = rows.filter(pk=read_key(request.POST.get("effect", "")) or NO_KEY).first()
    if effect is None:
        raise Http404
    key = request.POST.get("alternative", "")
    alternative = Alternative.objects.filter(pk=read_key(key) or NO_KEY).first() if key else None
    if key and alternative is None:
        raise Http404
    done(request, lambda: choose_successor(effect=effect, alternative=alternative, by=by))
    return redirect("transitions:institution", programme.pk, institution_id)

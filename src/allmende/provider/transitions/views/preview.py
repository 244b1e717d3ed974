"""What a programme would do, before anybody is told."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from allmende.base.identity.views.shared import account_user
from allmende.foundation.numbers import whole_number
from allmende.provider.offers.access import get_institution_for, provider_required
from allmende.provider.offers.models import Institution
from allmende.provider.offers.views.shared import page_of

from ..access import get_programme_for
from ..actions import fix_effects
from ..preview import Preview, effects_as_planned, kept_preview
from ..wording import effect_words
from .shared import done, shown


@provider_required
@require_safe
def preview_page(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Counts, cascades, conflicts, cost, and what is wrong with the texts."""
    programme = get_programme_for(account_user(request), programme_id)
    return shown(request, programme, "preview", {"found": kept_preview(programme)})


@provider_required
@require_safe
def preview_list(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Who is behind a number: ``konflikte``, or a group of a cascade by its place (``gruppe``); by name."""
    programme = get_programme_for(account_user(request), programme_id)
    title, keys = _behind(request, kept_preview(programme))
    rows = Institution.objects.filter(pk__in=keys).order_by("name", "id")
    context = {"title": title, **page_of(request, rows, ("name", "id"))}
    return shown(request, programme, "preview", context, template="preview_list")


@provider_required
@require_safe
def preview_of(request: HttpRequest, programme_id: uuid.UUID, institution_id: uuid.UUID) -> HttpResponse:
    """What one institution would be told, as of now."""
    by = account_user(request)
    programme = get_programme_for(by, programme_id)
    institution = get_institution_for(by, institution_id)
    words = [effect_words(effect) for effect in effects_as_planned(programme, institution)]
    return shown(
        request, programme, "preview", {"institution": institution, "words": words}, template="preview_of"
    )


@provider_required
@require_POST
def fix(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Write effects and checklists, so that windows can be planned; nobody is told."""
    by = account_user(request)
    programme = get_programme_for(by, programme_id)
    said = _("Effects and checklists are written.")
    if done(request, lambda: fix_effects(programme=programme, by=by), said):
        return redirect("transitions:effects", programme.pk)
    return redirect("transitions:preview", programme.pk)


def _behind(request: HttpRequest, found: Preview) -> tuple[str, list[uuid.UUID]]:
    if "konflikte" in request.GET:
        keys = found.conflict_institutions
        words = ngettext(
            "%(number)s institution with a contract that runs on after the end",
            "%(number)s institutions with contracts that run on after the end",
            len(keys),
        )
        return words % {"number": len(keys)}, list(keys)
    place = whole_number(request.GET.get("gruppe", ""))
    if place is None or place >= len(found.cascades):
        raise Http404
    group = found.cascades[place]
    return group.words, list(group.institutions)

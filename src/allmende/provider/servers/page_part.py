"""An office's own servers on its page in a programme: what becomes of each, its wave, and its agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.foundation.ids import NO_KEY, read_key
from allmende.provider.offers.models import Institution
from allmende.provider.transitions.access import By
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Effect, Programme
from allmende.provider.transitions.page_parts import PagePart
from allmende.provider.transitions.wording import window_words

from .actions import agree_by_office
from .criteria import judge_all, servers
from .demand import sites
from .models import Agreement
from .stages import KIND, moved


def context(by: By, programme: Programme, institution: Institution) -> Mapping[str, Any] | None:
    """The consolidations of the programme that move its servers; one statement where there is none."""
    rows = Effect.objects.filter(
        measure__programme=programme, measure__kind=KIND, institution=institution, is_void=False
    ).select_related("measure", "window")
    effects = list(rows.order_by("measure__order", "id"))
    if not effects:
        return None
    agreements = {row.effect_id: row for row in Agreement.objects.filter(effect__in=effects)}
    gone = {measure for measure, _office in moved([row.measure for row in effects])}
    found = [
        {
            "effect": row, "window": window_words(row.window) if row.window else "",
            "agreement": agreements.get(row.pk), "is_moved": row.measure_id in gone,
        }
        for row in effects
    ]  # fmt: skip
    own = servers().filter(institution=institution)
    return {"moves": found, "servers": judge_all(own), "site": sites([institution])[0]}


def act(by: By, programme: Programme, institution: Institution, posted: QueryDict) -> str:
    """Agree to the wave that was proposed."""
    rows = Effect.objects.filter(measure__programme=programme, measure__kind=KIND, institution=institution)
    effect = (
        rows.filter(pk=read_key(posted.get("effect", "")) or NO_KEY, is_void=False)
        .select_related("measure__programme", "window", "institution")
        .first()
    )
    if effect is None or by is None:
        raise TransitionError(_("This measure does not apply to the institution any more."))
    if str(effect.window_id) != posted.get("window", ""):
        raise TransitionError(_("Another wave has been proposed meanwhile. Please look at it again."))
    agree_by_office(effect=effect, by=by)
    return _("Thank you. Your agreement is noted.")


PART = PagePart(
    "server", 50, gettext_lazy("Your servers and their move"), "servers/parts/on_page.html", context, act
)

"""What stands of windows on an institution's pages: in the portal, and on its own page in a programme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.ids import NO_KEY, read_key
from allmende.provider.offers.models import Institution, Offer
from allmende.provider.transitions.access import By
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Effect, Measure, Programme, Window
from allmende.provider.transitions.told import told_windows
from allmende.provider.transitions.wording import window_words

from .actions import save_wishes
from .actions.wishing import most_vetoes
from .forms import WishForm
from .models import Wish
from .published import published
from .words import window_short


def portal_windows(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    """Measures with windows that affect it, each with its own and where to say what suits; None without any."""
    rows = Effect.objects.filter(
        institution=institution, is_void=False, measure__programme__state=Programme.State.ANNOUNCED,
        measure__in=Window.objects.values("measure_id"),
    ).select_related("measure", "window").order_by("measure__order", "id")  # fmt: skip
    told = told_windows(rows)
    lines = [(row, window_words(told[row.pk]) if row.pk in told else "") for row in rows]
    return {"lines": lines} if lines else None


def offer_programmes(request: HttpRequest, offer: Offer) -> Mapping[str, Any] | None:
    """For everybody: what programmes say of the offer, as published; None where no programme that goes on does."""
    measures = {str(row.pk): row for row in Measure.objects.filter(
        offer=offer, programme__state=Programme.State.ANNOUNCED
    ).select_related("programme").order_by("order", "id")}  # fmt: skip
    lines = []
    for programme in dict.fromkeys(row.programme for row in measures.values()):
        found = published(programme)
        said = [one for one in found.measures if one.id in measures] if found else []
        if found and said:
            lines.append({"programme": programme, "title": found.texts["title"], "measures": said})
    return {"lines": lines} if lines else None


def page_windows(by: By, programme: Programme, institution: Institution) -> Mapping[str, Any] | None:
    """For each measure whose windows can still be chosen: its own window, and the form; None where there is none."""
    ahead: dict[Any, list[Window]] = {}
    rows = Window.objects.filter(measure__programme=programme, starts_on__gt=timezone.localdate())
    for row in rows.order_by("starts_on"):
        ahead.setdefault(row.measure_id, []).append(row)
    effects = Effect.objects.filter(measure__in=list(ahead), institution=institution, is_void=False)
    found = (
        list(effects.select_related("measure", "window").order_by("measure__order", "id")) if ahead else []
    )
    said: dict[Any, dict[Any, str]] = {}
    for key, window, kind in Wish.objects.filter(effect__in=found).values_list(
        "effect_id", "window_id", "kind"
    ):
        said.setdefault(key, {})[window] = kind
    told = told_windows(found)
    lines = [
        {
            "effect": row, "window": window_words(told[row.pk]) if row.pk in told else "",
            "choices": [
                (f"w-{one.pk}", window_short(one), said.get(row.pk, {}).get(one.pk, ""))
                for one in ahead[row.measure_id]
            ],
            "most": most_vetoes(len(ahead[row.measure_id])), "said": bool(said.get(row.pk)),
        }
        for row in found
    ]  # fmt: skip
    # Plain lists: seventeen widgets of a form take longer to draw than the rest of the page.
    answers = [(str(value), str(label)) for value, label in WishForm.ANSWERS]
    return {"lines": lines, "answers": answers} if lines else None


def wish_on_page(by: By, programme: Programme, institution: Institution, data: QueryDict) -> str:
    """Save what was said of the windows of one measure (``effect``)."""
    rows = Effect.objects.filter(measure__programme=programme, institution=institution, is_void=False)
    effect = rows.filter(pk=read_key(data.get("effect", "")) or NO_KEY).first()
    if effect is None:
        raise TransitionError(_("This measure does not apply to the institution any more."))
    form = WishForm(data, windows=Window.objects.filter(measure=effect.measure), said={})
    if not form.is_valid():
        raise TransitionError(_("Choose one of the answers."))
    save_wishes(effect=effect, wishes=form.answers(), by=by)
    return _("Your wishes are saved. We meet them where we can.")

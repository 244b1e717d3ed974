"""Every write of criteria, decisions and agreements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.expressions import ExpressionError, compile_expression
from allmende.provider.offers.access import require_provider
from allmende.provider.offers.resources.models import Resource
from allmende.provider.servers.criteria import NAMES, model
from allmende.provider.servers.defaults import BY_KEY
from allmende.provider.servers.events import (
    AssumptionsSaved,
    TreatmentDecided,
    WaveAgreed,
)
from allmende.provider.servers.models import Agreement, Assumptions, Decision, Treatment
from allmende.provider.transitions.access import (
    By,
    Holder,
    actor,
    require_act,
    require_coordinator,
    require_open,
)
from allmende.provider.transitions.actions import place, tick_step
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Effect, Step, Window

from .stages import conclude_pilot, save_stage

__all__ = [
    "RefusedError", "agree_by_office", "agree_wave", "conclude_pilot", "decide_treatment", "save_assumptions",
    "save_stage",
]  # fmt: skip


class RefusedError(ValueError):
    """Something cannot be saved; the text says why, for people."""


@transaction.atomic
def save_assumptions(
    *, rules: Sequence[Mapping[str, str]], figures: Mapping[str, Decimal], by: User | Actor
) -> Assumptions:
    """Criteria in order (when, treatment, reason) and figures by key. Raises ``RefusedError`` with a sentence."""
    who = require_provider(by)
    kept = [{key: str(rule[key]).strip() for key in ("when", "treatment", "reason")} for rule in rules]
    for place_of, rule in enumerate(kept, start=1):
        try:
            compile_expression(rule["when"], names=NAMES)
        except ExpressionError as error:
            raise RefusedError(
                _("Criterion %(number)s cannot be read: %(why)s") % {"number": place_of, "why": error}
            ) from None
        if rule["treatment"] not in Treatment.values or not rule["reason"]:
            raise RefusedError(_("Criterion %(number)s needs a result and a reason.") % {"number": place_of})
    if any(key not in BY_KEY or value < 0 for key, value in figures.items()):
        raise RefusedError(_("A figure is below zero."))
    before = model()
    numbers = {key: str(value) for key, value in figures.items()}
    changed = sorted(key for key, value in figures.items() if before.figures[key] != value)
    row, _created = Assumptions.objects.update_or_create(defaults={"rules": kept, "figures": numbers})
    if kept != [vars(rule) for rule in before.rules]:
        changed.append("rules")
    if changed:
        record(AssumptionsSaved(changed=changed), stream="servers", actor=who)
    return row


@transaction.atomic
def decide_treatment(*, server: Resource, treatment: str, reason: str, by: User | Actor) -> None:
    """Say by hand what becomes of a server, with a reason; an empty ``treatment`` leaves it to the criteria again."""
    who = require_provider(by)
    reason = reason.strip()[:300]
    if not treatment:
        Decision.objects.filter(server=server).delete()
    elif treatment not in Treatment.values:
        raise RefusedError(_("Please choose what becomes of the server."))
    elif not reason:
        raise RefusedError(_("Please give the reason."))
    else:
        Decision.objects.update_or_create(server=server, defaults={"treatment": treatment, "reason": reason})
    event = TreatmentDecided(server=server.pk, treatment=treatment, reason=reason if treatment else "")
    record(event, stream=server.stream, actor=who)


@transaction.atomic
def agree_wave(
    *, effect: Effect, window: Window | None, agreed_with: str, agreed_on: date, note: str = "", by: By
) -> Agreement:
    """Record that an office agreed to its wave, and place it there. Raises ``TransitionError`` with a sentence."""
    require_coordinator(by)
    require_open(effect.measure.programme)
    if not agreed_with.strip():
        raise TransitionError(_("Say with whom of the office it was agreed."))
    if agreed_on > timezone.localdate():
        raise TransitionError(_("The day of the agreement lies in the future."))
    if window is None:
        raise TransitionError(_("Choose the wave to which the office agreed."))
    if effect.window_id != window.pk:
        place(effect=effect, window=window, how=Effect.Placed.HAND, why=_("agreed with the office"), by=by)
    return _agree(effect, window, agreed_with, agreed_on, note, by)


@transaction.atomic
def agree_by_office(*, effect: Effect, by: User | Holder) -> Agreement:
    """The office itself agrees to the wave that it was placed in. Raises ``NotAllowedError``, ``TransitionError``."""
    require_act(by, effect.measure.programme_id, effect.institution_id)
    require_open(effect.measure.programme)
    if effect.window is None:
        raise TransitionError(_("No wave has been proposed to you yet."))
    who = by.contact or effect.institution if isinstance(by, Holder) else by
    return _agree(
        effect, effect.window, who.name, timezone.localdate(), _("said on the office's own page"), by
    )


def _agree(effect: Effect, window: Window, agreed_with: str, agreed_on: date, note: str, by: By) -> Agreement:
    row, _created = Agreement.objects.update_or_create(
        effect=effect,
        defaults={
            "agreed_with": agreed_with.strip()[:200],
            "agreed_on": agreed_on,
            "note": note.strip()[:300],
        },
    )
    step = Step.objects.filter(
        measure=effect.measure_id, institution=effect.institution_id, key=f"agree:{effect.measure.key}"
    ).first()
    if step is not None:
        tick_step(step=step, by=by)
    event = WaveAgreed(
        institution=effect.institution_id,
        window=str(window),
        agreed_on=agreed_on.isoformat(),
    )
    personal = {"agreed_with": row.agreed_with, "note": row.note}
    record(event, stream=effect.measure.programme.stream, actor=actor(by), personal=personal)
    return row

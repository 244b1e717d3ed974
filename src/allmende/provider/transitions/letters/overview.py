"""What an institution's page shows: effects, one checklist with its progress, changes, answers, schools of a body."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from allmende.provider.offers.models import Institution
from allmende.provider.offers.orders.queries import official_answers
from allmende.provider.transitions.access import By
from allmende.provider.transitions.kinds import can_choose
from allmende.provider.transitions.models import Effect, Programme, Revision, Step
from allmende.provider.transitions.page_parts import PagePart, page_parts
from allmende.provider.transitions.queries import checklist
from allmende.provider.transitions.told import Told, as_told
from allmende.provider.transitions.wording import EffectWords, effect_words
from allmende.provider.transitions.words import ChangeWords, changes_in_words


@dataclass(frozen=True)
class Shown:
    """One effect on the page."""

    number: int
    effect: Effect
    words: EffectWords

    @property
    def can_choose(self) -> bool:
        return can_choose(self.effect.measure)


@dataclass(frozen=True)
class SchoolLine:
    """A school on its body's page."""

    name: str
    effects: int
    steps: int
    done: int


@dataclass(frozen=True)
class DrawnPart:
    """A part that another app brings, with what it shows."""

    part: PagePart
    context: dict[str, Any]


def shown_effects(told: Told, institution: Institution) -> list[Shown]:
    """What the programme means for the institution, in words, in order."""
    found = told.effects([institution.pk])
    return [Shown(number, one, effect_words(one)) for number, one in enumerate(found, start=1)]


def changes_of(programme: Programme, institution: Institution) -> list[tuple[Revision, list[ChangeWords]]]:
    """Published revisions that changed something for the institution, newest first."""
    rows = Revision.objects.filter(programme=programme, number__gt=1).order_by("-number")
    found = []
    for revision in rows[:20]:
        places = revision.touched.get(str(institution.pk))
        if places:
            found.append((revision, changes_in_words(revision, sorted(places))))
    return found


def schools_of(programme: Programme, body: Institution) -> list[SchoolLine]:
    """The schools of a body that the programme affects, and how far they are: three statements."""
    if body.kind != Institution.Kind.BODY:
        return []
    own = Q(measure__programme=programme, is_void=False, institution__body=body)
    rows = Effect.objects.filter(own).values("institution_id", "institution__name")
    counted = {row["institution_id"]: row for row in rows.annotate(effects=Count("id"))}
    steps = Step.objects.filter(programme=programme, institution__in=counted, is_void=False)
    per_school: dict[uuid.UUID, dict[str, Any]] = {
        row["institution_id"]: dict(row)
        for row in steps.values("institution_id").annotate(
            steps=Count("id"), done=Count("id", filter=Q(done_at__isnull=False))
        )
    }
    nothing: dict[str, Any] = {"steps": 0, "done": 0}
    found = [
        SchoolLine(
            row["institution__name"], row["effects"], per_school.get(key, nothing)["steps"],
            per_school.get(key, nothing)["done"],
        )
        for key, row in counted.items()
    ]  # fmt: skip
    return sorted(found, key=lambda line: line.name)


def parts_of(by: By, programme: Programme, institution: Institution) -> list[DrawnPart]:
    """The parts of other apps that have something to show, in order."""
    found = []
    for part in sorted(page_parts, key=lambda one: one.order):
        context = part.context(by, programme, institution)
        if context is not None:
            found.append(DrawnPart(part, {**context}))
    return found


def page_context(by: By, programme: Programme, institution: Institution) -> dict[str, Any]:
    """All of an institution's page."""
    steps = checklist(programme, institution)
    told = as_told(programme)
    effects = shown_effects(told, institution)
    return {
        "programme": told.programme,
        "institution": institution,
        "effects": effects,
        "nothing_to_do": bool(effects) and not any(one.effect.action_needed for one in effects),
        "steps": steps,
        "done": sum(step.done_at is not None for step in steps),
        "changes": changes_of(programme, institution),
        "open_points": [one for one in told.points if not one.answer],
        "answered_points": [one for one in told.points if one.answer],
        "answers": official_answers(programme.stream),
        "schools": schools_of(programme, institution),
        "parts": parts_of(by, programme, institution),
    }

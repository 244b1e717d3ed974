"""Calculating a placement: asked for, looked at, taken over or discarded."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.foundation.jobs.actions import enqueue
from allmende.provider.transitions.access import By, actor, held, require_coordinator
from allmende.provider.transitions.actions import place_all
from allmende.provider.transitions.errors import ChangedMeanwhileError, TransitionError
from allmende.provider.transitions.models import Programme
from allmende.provider.transitions.windows.building import build_problem, digest_of
from allmende.provider.transitions.windows.events import RunAsked, RunSettled
from allmende.provider.transitions.windows.models import Run
from allmende.provider.transitions.windows.tasks import calculate_run
from allmende.provider.transitions.windows.words import placed_why

LONGEST = 300


@transaction.atomic
def start_run(*, programme: Programme, by: By, seconds: int = 45) -> Run:
    """Ask for a calculation; a job does it. Raises ``TransitionError`` while one runs, or without windows."""
    require_coordinator(by)
    held(programme)
    if Run.objects.filter(programme=programme, state__in=[Run.State.WAITING, Run.State.RUNNING]).exists():
        raise TransitionError(_("A calculation is running already. Wait until it is finished."))
    problem = build_problem(programme)
    if not problem.slots:
        raise TransitionError(_("There are no time windows yet. Make them first."))
    if not problem.items:
        raise TransitionError(
            _("Nobody has to be placed yet: effects are written when the programme is announced.")
        )
    Run.objects.filter(programme=programme, state=Run.State.FOUND).update(state=Run.State.DROPPED)
    run: Run = Run.objects.create(
        programme=programme, seconds=max(5, min(seconds, LONGEST)), by=by if isinstance(by, User) else None
    )
    record(RunAsked(run=run.pk, seconds=run.seconds), stream=programme.stream, actor=actor(by))
    enqueue(calculate_run, run_id=str(run.pk))
    return run


@transaction.atomic
def take_run(*, run: Run, by: By) -> int:
    """Put everybody where the calculation says; returns how many changed.

    Raises ``ChangedMeanwhileError`` where wishes, rules or windows are others than those calculated with.
    """
    require_coordinator(by)
    programme = held(run.programme)
    row = _found(run, by)
    problem = build_problem(programme)
    if digest_of(problem) != row.digest:
        raise ChangedMeanwhileError(
            _(
                "Something has changed since this was calculated: wishes, rules or windows. Please calculate again."
            )
        )
    found: dict[str, str] = row.result["placement"]
    with translation.override(settings.LANGUAGE_CODE):
        placements = {
            uuid.UUID(item.key): (uuid.UUID(found[item.key]), placed_why(item, found))
            for item in problem.items
            if found[item.key] != item.current
        }
    moved = place_all(programme=programme, placements=placements, by=by)
    _settle(row, Run.State.TAKEN, by, moved)
    return moved


@transaction.atomic
def drop_run(*, run: Run, by: By) -> None:
    """Leave everybody where they are."""
    row = _found(run, by)
    _settle(row, Run.State.DROPPED, by, 0)


def _found(run: Run, by: By) -> Run:
    require_coordinator(by)
    row = Run.objects.select_for_update(of=("self",)).select_related("programme").get(pk=run.pk)
    if row.state != Run.State.FOUND:
        raise TransitionError(_("This calculation does not wait for a decision."))
    return row


def _settle(row: Run, state: Run.State, by: By, moved: int) -> None:
    row.state = state
    row.save(update_fields=["state"])
    told = RunSettled(run=row.pk, taken=state == Run.State.TAKEN, moved=moved)
    record(told, stream=row.programme.stream, actor=actor(by))

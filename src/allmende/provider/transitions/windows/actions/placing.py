"""Placing by hand: said what it breaks, then held."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.provider.transitions.access import By, actor, held, require_coordinator
from allmende.provider.transitions.actions import place
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Effect, Window
from allmende.provider.transitions.windows.building import build_problem
from allmende.provider.transitions.windows.events import WindowLocked
from allmende.provider.transitions.windows.models import Lock
from allmende.provider.transitions.windows.solver.rules import Reason, breaks


def what_breaks(effect: Effect, window: Window) -> tuple[Reason, ...]:
    """What moving it there would break, everybody else staying."""
    problem = build_problem(effect.measure.programme)
    item = problem.item.get(str(effect.pk))
    if item is None:
        raise TransitionError(_("This institution has no place in the time windows of this measure."))
    placement = {one.key: one.current for one in problem.items if one.current}
    return breaks(problem, item, problem.slot[str(window.pk)], placement)


@transaction.atomic
def place_by_hand(
    *, effect: Effect, window: Window, why: str, by: By, lock: bool = True, anyway: bool = False
) -> tuple[Reason, ...]:
    """Move an effect. What that breaks is returned and nothing done, unless ``anyway``; () where nothing breaks.

    ``lock``: no calculation moves it from there.
    """
    require_coordinator(by)
    if window.measure_id != effect.measure_id:
        raise TransitionError(_("This time window belongs to another measure."))
    held(effect.measure.programme)
    broken = what_breaks(effect, window)
    if broken and not anyway:
        return broken
    place(effect=effect, window=window, how=Effect.Placed.HAND.value, why=why, by=by)
    if lock:
        Lock.objects.update_or_create(effect=effect, defaults={"why": why[:200]})
        _tell(effect, by, locked=True)
    else:
        unlock(effect=effect, by=by)
    return ()


@transaction.atomic
def unlock(*, effect: Effect, by: By) -> None:
    """Let calculations move it again; nothing happens where they may."""
    require_coordinator(by)
    if Lock.objects.filter(effect=effect).delete()[0]:
        _tell(effect, by, locked=False)


def _tell(effect: Effect, by: By, *, locked: bool) -> None:
    told = WindowLocked(effect=effect.pk, locked=locked)
    record(told, stream=f"institution:{effect.institution_id}", actor=actor(by))

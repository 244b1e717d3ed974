"""What institutions say of windows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.foundation.events.actions import record
from allmende.provider.transitions.access import By, actor, is_coordinator, require_act, require_open
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Effect, Window
from allmende.provider.transitions.windows.events import WishesSaved
from allmende.provider.transitions.windows.models import Wish


def most_vetoes(windows: int) -> int:
    """So many windows an institution may call impossible: a third, so that all can be placed."""
    return windows // 3


@transaction.atomic
def save_wishes(*, effect: Effect, wishes: Mapping[uuid.UUID, str], by: By) -> None:
    """Set all that an institution says of the windows of a measure: window → ``Wish.Kind``; the rest does not matter.

    A wish is met where possible, a veto is kept. Raises ``NotAllowedError``; ``TransitionError`` for a window of
    another measure, one that has begun, or too many vetoes (staff may enter more).
    """
    row = (
        Effect.objects.select_for_update(of=("self",)).select_related("measure__programme").get(pk=effect.pk)
    )
    require_act(by, row.measure.programme_id, row.institution_id)
    require_open(row.measure.programme)
    if row.is_void:
        raise TransitionError(_("This measure does not apply to the institution any more."))
    if row.window is not None and row.window.starts_on <= timezone.localdate():
        raise TransitionError(_("Your time window has begun. Please call us if it does not suit you."))
    open_windows = {
        w.pk: w for w in Window.objects.filter(measure=row.measure, starts_on__gt=timezone.localdate())
    }
    said = {key: what for key, what in wishes.items() if what in Wish.Kind.values}
    if said.keys() - open_windows.keys():
        raise TransitionError(_("This time window can no longer be chosen. The list shows those that can."))
    vetoes = sorted(str(key) for key, what in said.items() if what == Wish.Kind.VETO)
    most = most_vetoes(len(open_windows))
    if len(vetoes) > most and not is_coordinator(by):
        raise TransitionError(
            ngettext(
                "You can rule out at most %(most)s time window. Please call us if that is not enough.",
                "You can rule out at most %(most)s time windows. Please call us if that is not enough.",
                most,
            )
            % {"most": most}
        )
    Wish.objects.filter(effect=row).delete()
    Wish.objects.bulk_create(
        Wish(effect=row, window=open_windows[key], kind=what, by_staff=is_coordinator(by))
        for key, what in said.items()
    )
    told = WishesSaved(
        programme=row.measure.programme_id, effect=row.pk, vetoes=vetoes,
        wishes=sorted(str(key) for key, what in said.items() if what == Wish.Kind.WISH),
    )  # fmt: skip
    record(told, stream=f"institution:{row.institution_id}", actor=actor(by))

"""A move to another provider: the provider moves everything, the institution tests, or does nothing at all."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.provider.transitions.kinds import PROVIDER, MeasureKind, PlannedStep, planned
from allmende.provider.transitions.models import Effect, Measure, MeasureDate

Event = MeasureDate.Event


def steps(measure: Measure, effect: Effect) -> list[PlannedStep]:
    """The provider moves; what hangs on it and the test are the institution's where action is needed."""
    what = {"measure": measure.title}
    text = _("%(measure)s: moved by us, contents included") % what
    found = [planned(measure, effect, "move", text, PROVIDER, order=30)]
    if effect.breaks:
        text = _("%(measure)s: settle what becomes of the services that depend on it") % what
        found.append(planned(measure, effect, "depends", text, "it", hours="2", days=-60, order=10))
    if measure.action_needed:
        text = _("%(measure)s: test after the move") % what
        found.append(planned(measure, effect, "test", text, "it", hours="2", days=7, order=50))
    return found


KIND = MeasureKind(
    key="move",
    label=gettext_lazy("Move to another provider"),
    steps=steps,
    events=(Event.SALE_STOP, Event.MOVE, Event.END, Event.RETURN),
    window_event=Event.MOVE,
)

"""The end of an offer: the institution looks for a successor itself and moves what it has there."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.provider.transitions.kinds import MeasureKind, PlannedStep, planned
from allmende.provider.transitions.models import Effect, Measure, MeasureDate

Event = MeasureDate.Event


def steps(measure: Measure, effect: Effect) -> list[PlannedStep]:
    """Clear up what hangs on it, choose, pick a window where there are any, move, test."""
    what = {"measure": measure.title}
    found = []
    if effect.breaks:
        text = _("%(measure)s: settle what becomes of the services that depend on it") % what
        found.append(planned(measure, effect, "depends", text, "it", hours="2", days=-150, order=10))
    if effect.conflict_until:
        text = _("%(measure)s: settle the contract that runs on after its end") % what
        found.append(planned(measure, effect, "contract", text, "body", hours="1", days=-150, order=15))
    if not measure.action_needed:
        return found
    text = _("%(measure)s: choose a successor") % what
    found.append(planned(measure, effect, "choose", text, "head", hours="4", days=-120, order=20))
    if measure.windows.all():
        text = _("%(measure)s: say which time window suits you") % what
        found.append(planned(measure, effect, "window", text, "it", hours="0.5", days=-90, order=30))
    text = _("%(measure)s: move your data and contents") % what
    found.append(planned(measure, effect, "content", text, "it", hours="16", days=-14, order=40))
    text = _("%(measure)s: test the new service") % what
    found.append(planned(measure, effect, "test", text, "it", hours="4", days=-7, order=50))
    return found


KIND = MeasureKind(
    key="end",
    label=gettext_lazy("End of an offer"),
    steps=steps,
    events=(Event.SALE_STOP, Event.END, Event.RETURN),
    window_event=Event.END,
    chooses=True,
)

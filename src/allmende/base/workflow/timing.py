"""When a timer fires and when a task is due; raises ``ValueError`` where the model's text gives no moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.calendar.days import Calendar
from allmende.foundation.calendar.periods import end_of_day

from .calendar import Duration, Hours, moment_of, office_time_after, usual_hours, working_days_after
from .graph import Node, TimerRule, Value
from .repeating import Repetition

Evaluate = Callable[[Value], Any]
#: A hundred years: more working days than this are a mistake in the data.
MOST_DAYS = 36_500


def timer_begins(
    rule: TimerRule,
    evaluate: Evaluate,
    now: datetime,
    calendar: Calendar,
    hours: Callable[[], Hours] = lambda: usual_hours,
) -> tuple[datetime, int] | None:
    """When a timer that begins at ``now`` fires, and how often after that (-1: without end); None where all moments of
    its repetition are over."""
    cycle = _cycle(rule, evaluate)
    if cycle is not None and cycle.is_fixed:
        return cycle.coming(now)
    again = 0 if cycle is None else cycle.times - 1 if cycle.times > 0 else -1
    return timer_due(_one_length(rule, cycle), evaluate, now, calendar, hours), again


def timer_follows(
    rule: TimerRule, evaluate: Evaluate, last: datetime, again: int, now: datetime, calendar: Calendar
) -> tuple[datetime, int] | None:
    """When a timer that fired for ``last`` fires next, after ``now``, and how often after that; None where it does not.

    Moments that were missed are not made up for.
    """
    cycle = _cycle(rule, evaluate)
    if again == 0 or cycle is None:
        return None
    if cycle.is_fixed:
        return cycle.coming(max(last, now), after=True)
    one = _one_length(rule, cycle)
    following = timer_due(one, evaluate, last, calendar)
    while following <= now and following > last:
        last, following = following, timer_due(one, evaluate, following, calendar)
    return following, again - 1 if again > 0 else -1


def _cycle(rule: TimerRule, evaluate: Evaluate) -> Repetition | None:
    return Repetition.parse(str(evaluate(rule.value))) if rule.is_cycle else rule.cycle


def _one_length(rule: TimerRule, cycle: Repetition | None) -> TimerRule:
    return rule if cycle is None else replace(rule, duration=cycle.length)


def timer_due(
    rule: TimerRule,
    evaluate: Evaluate,
    now: datetime,
    calendar: Calendar,
    hours: Callable[[], Hours] = lambda: usual_hours,
) -> datetime:
    """When the timer fires for the first time: a duration is exact to the minute.

    Working days keep the time of day; what is shorter than a day is counted in the office's ``hours`` then.
    """
    if rule.is_date:
        return _moment(evaluate(rule.value))
    duration = rule.duration or Duration.parse(str(evaluate(rule.value)))
    if rule.working_days:
        local = timezone.localtime(now)
        day = calendar.add_working_days(local.date(), duration.days + 5 * duration.weeks)
        moment = timezone.make_aware(datetime.combine(day, local.time()))
        return office_time_after(moment, duration.clock, calendar, hours()) if duration.clock else moment
    return duration.after(now)


def task_due(
    node: Node, evaluate: Evaluate, now: datetime, calendar: Callable[[], Calendar]
) -> datetime | None:
    """When a task is due: the end of a day, after working days or after a legal period; None where none is set."""
    if node.due is not None:
        return node.due.deadline(now, calendar())
    if not node.due_days:
        return None
    return working_days_after(now, _number_of_days(evaluate(node.due_days)), calendar())


def _number_of_days(value: Any) -> int:
    try:
        days = int(value)
    except (TypeError, ValueError, OverflowError):
        days = None
    if days is None or abs(days) > MOST_DAYS:
        raise ValueError(_("“%(text)s” is no possible number of days.") % {"text": value})
    return days


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value if timezone.is_aware(value) else timezone.make_aware(value)
    if isinstance(value, date):
        return end_of_day(value)
    moment = moment_of(str(value))
    if moment is None:
        raise ValueError(_("“%(text)s” is no date.") % {"text": value})
    return moment

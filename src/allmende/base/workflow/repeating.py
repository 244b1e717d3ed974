"""Repetitions as ISO 8601 writes them (``R3/P7D`` and its forms with a beginning or an end)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from .calendar import Duration, moment_of

_FORM = re.compile(r"R(?P<times>\d{0,5})/(?P<one>[^/]+)(?:/(?P<two>[^/]+))?")
_CRON = re.compile(r"[\d*/,LW#?A-Za-z-]+(\s+[\d*/,LW#?A-Za-z-]+){4,6}")
MOST_TIMES = 30_000


@dataclass(frozen=True)
class Repetition:
    """Moments one ``length`` apart, ``times`` of them (-1: without end).

    With ``first`` the first of them is that moment, with ``last`` the last is; with neither the first comes one length
    after it began. All are counted from that end, so that the 31st stays the last day of each month.
    """

    length: Duration
    times: int = -1
    first: datetime | None = None
    last: datetime | None = None

    @classmethod
    def parse(cls, text: str) -> Repetition:
        """``R[n]/length``, ``R[n]/first/length``, ``R[n]/length/last``, ``R[n]/first/second``; a day may stand for its
        beginning. Raises ``ValueError`` with a sentence for people."""
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise ValueError(_no_repetition(text))
        times = int(match["times"]) if match["times"] else -1
        if times == 0 or times > MOST_TIMES:
            raise ValueError(_("“%(text)s” repeats never, or too often.") % {"text": text})
        one, two = match["one"], match["two"]
        if two is None:
            found = cls(_length(text, one), times)
        elif two.startswith("P"):
            found = cls(_length(text, two), times, first=_moment(text, one))
        elif one.startswith("P"):
            found = cls(_length(text, one), times, last=_moment(text, two))
        else:
            found = cls(
                _between(text, _moment(text, one), _moment(text, two)), times, first=_moment(text, one)
            )
        return found

    @property
    def is_fixed(self) -> bool:
        """Whether its moments do not depend on when it began."""
        return self.first is not None or self.last is not None

    def coming(self, since: datetime, *, after: bool = False) -> tuple[datetime, int] | None:
        """Of a fixed one: the first moment that is not before ``since`` (with ``after``: that is after it), and how
        many follow (-1: without end); None where all are over."""
        return self._from_first(since, after) if self.first is not None else self._to_last(since, after)

    def _from_first(self, since: datetime, after: bool) -> tuple[datetime, int] | None:
        start = self.first or since
        number = max(0, self._about(since - start) - 1)
        while self.times < 0 or number < self.times:
            moment = self.length.by(number).after(start)
            if moment > since or (moment == since and not after):
                return moment, self.times - 1 - number if self.times > 0 else -1
            number += 1
        return None

    def _to_last(self, since: datetime, after: bool) -> tuple[datetime, int] | None:
        end = self.last or since
        if end < since or (end == since and after):
            return None
        number = self._about(end - since, month=28, year=365) + 1
        if self.times > 0:
            number = min(number, self.times - 1)
        while number > 0:
            moment = self.length.by(-number).after(end)
            if moment > since or (moment == since and not after):
                break
            number -= 1
        return self.length.by(-number).after(end), number

    def _about(self, span: timedelta, *, month: int = 31, year: int = 366) -> int:
        """How many lengths fit in, if all months and years had so many days: the longest find too few rather than too
        many, the shortest the other way."""
        length = self.length
        days = length.years * year + length.months * month + length.weeks * 7 + length.days
        return int(max(span, timedelta()) / (timedelta(days=days, seconds=length.clock)))


def _no_repetition(text: str) -> str:
    if _CRON.fullmatch(text.strip()):
        return _(
            "“%(text)s” is written in the way of cron, which does not run here. Write it as a repetition: "
            "R/2027-01-04T06:00/P7D is every Monday at six."
        ) % {"text": text}
    return _("“%(text)s” is not a repetition such as R3/P7D or R/2027-01-31/P1M.") % {"text": text}


def _length(text: str, part: str) -> Duration:
    try:
        length = Duration.parse(part)
    except ValueError:
        raise ValueError(_no_repetition(text)) from None
    if length == Duration():
        raise ValueError(_("“%(text)s” repeats without a pause.") % {"text": text})
    return length


def _moment(text: str, part: str) -> datetime:
    moment = moment_of(part)
    if moment is None:
        raise ValueError(_no_repetition(text))
    return moment


def _between(text: str, first: datetime, second: datetime) -> Duration:
    """Days by the calendar, the rest by the clock: an hour stays over the change of the clocks."""
    one, two = (timezone.localtime(moment).replace(tzinfo=None) for moment in (first, second))
    span = two - one
    if span <= timedelta():
        raise ValueError(_no_repetition(text))
    return Duration(days=span.days, seconds=span.seconds)

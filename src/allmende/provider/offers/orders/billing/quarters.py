"""Quarters of a year: 2026Q4."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """``2026Q4``; raises ``ValueError``."""
        found = re.fullmatch(r"(20[0-9]{2})[Qq]([1-4])", text.strip(), re.ASCII)
        if found is None:
            raise ValueError(f"{text!r} is no quarter such as 2026Q4")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month - 1) // 3 + 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def words(self) -> str:
        """As people read it."""
        return _("Quarter %(number)s of %(year)s") % {"number": self.number, "year": self.year}

    @property
    def before(self) -> Quarter:
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def months(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each month."""
        found = (3 * self.number - 2, 3 * self.number - 1, 3 * self.number)
        return tuple(
            (date(self.year, m, 1), date(self.year, m, calendar.monthrange(self.year, m)[1])) for m in found
        )

    @property
    def first(self) -> date:
        return self.months[0][0]

    @property
    def last(self) -> date:
        return self.months[-1][1]

"""The editors' forms of opening hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.directory.models import Unit
from allmende.foundation.ui.forms import KernForm
from allmende.foundation.ui.revised import RevisedForm

from .hours import HoursError, read_line, write_line


class WeekForm(RevisedForm):
    """The usual week, one line a day."""

    def __init__(self, unit: Unit, data: Mapping[str, Any] | None = None) -> None:
        rows = list(unit.hours.all())
        initial = {
            f"day{day}": write_line((row.opens, row.closes) for row in rows if row.weekday == day)
            for day in range(7)
        }
        super().__init__(data, initial=initial)
        for day in range(7):
            self.fields[f"day{day}"] = forms.CharField(label=WEEKDAYS[day], required=False, max_length=100)
            self.fields[f"day{day}"].widget.attrs["class"] = "kern-form-input__input"
        self.remember()

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"day{day}"] for day in range(7)]

    def text(self, name: str, value: Any) -> str:
        """However the hours were typed, they are the same hours."""
        try:
            return write_line(read_line(str(value or "")))
        except HoursError:
            return str(value)

    def clean(self) -> dict[str, Any]:
        week = {}
        for day in range(7):
            try:
                week[day] = read_line(self.cleaned_data.get(f"day{day}", ""))
            except HoursError as error:
                self.add_error(f"day{day}", str(error))
        return {**self.cleaned_data, "week": week}


class ExceptionForm(KernForm):
    """Days with other hours."""

    first_day = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), required=False, widget=forms.DateInput,
        help_text=gettext_lazy("Empty: one day only"),
    )  # fmt: skip
    open = forms.CharField(
        label=gettext_lazy("Hours on these days"), required=False, max_length=20,
        help_text=gettext_lazy("For example 8–12; empty: closed"),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=200,
        help_text=gettext_lazy("Visitors read it, for example “Staff outing”"),
    )  # fmt: skip

    def clean_open(self) -> Any:
        try:
            found = read_line(self.cleaned_data["open"])
        except HoursError as error:
            raise ValidationError(str(error)) from None
        if len(found) > 1:
            raise ValidationError(_("Please enter one time; add the second one as an entry of its own."))
        return found[0] if found else (None, None)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["last_day"] = data.get("last_day") or data.get("first_day")
        if data.get("first_day") and data["last_day"] < data["first_day"]:
            self.add_error("last_day", _("The last day is before the first one."))
        return data

"""Forms of windows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.foundation.ui.forms import KernForm
from allmende.provider.offers.models import Institution
from allmende.provider.transitions.models import Measure, Window

from .models import MeasureRule, Period, Wish
from .words import window_short

#: ISO 3166-2:DE.
LANDS = (
    ("BW", "Baden-Württemberg"), ("BY", "Bayern"), ("BE", "Berlin"), ("BB", "Brandenburg"), ("HB", "Bremen"),
    ("HH", "Hamburg"), ("HE", "Hessen"), ("MV", "Mecklenburg-Vorpommern"), ("NI", "Niedersachsen"),
    ("NW", "Nordrhein-Westfalen"), ("RP", "Rheinland-Pfalz"), ("SL", "Saarland"), ("SN", "Sachsen"),
    ("ST", "Sachsen-Anhalt"), ("SH", "Schleswig-Holstein"), ("TH", "Thüringen"),
)  # fmt: skip


class PeriodForm(KernForm):
    """Days of a federal state, by hand."""

    land = forms.ChoiceField(label=_("Federal state"), choices=LANDS)
    kind = forms.ChoiceField(label=_("What kind of days"), choices=Period.Kind.choices)
    label = forms.CharField(label=_("Name"), max_length=120)
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput)


class PeriodFileForm(KernForm):
    """Days of a federal state, from a file."""

    land = forms.ChoiceField(label=_("Federal state"), choices=LANDS)
    kind = forms.ChoiceField(label=_("What kind of days"), choices=Period.Kind.choices)
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A calendar file (.ics), such as the ministry offers it, or a table (.csv): first day, last day, name."
        ),
    )  # fmt: skip


class RuleForm(KernForm):
    """How the institutions of a measure may lie."""

    bodies = forms.ChoiceField(
        label=_("Institutions of the same school body"), choices=MeasureRule.Bodies.choices
    )
    at_most = forms.IntegerField(
        label=_("If spread: at most so many of one school body in a window"),
        min_value=1,
        max_value=999,
        initial=1,
    )
    holidays = forms.ChoiceField(label=_("School holidays"), choices=MeasureRule.Holidays.choices)
    exams_barred = forms.BooleanField(label=_("Not in the time of exams"), required=False, initial=True)
    exempt = forms.ModelMultipleChoiceField(
        label=_("School bodies that this does not bind"), queryset=Institution.unscoped.none(), required=False,
        help_text=_("Such as a city with more schools than a window takes."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        exempt: Any = self.fields["exempt"]
        exempt.queryset = Institution.objects.filter(kind=Institution.Kind.BODY).order_by("name", "id")


class OrderForm(KernForm):
    """One measure no earlier than another."""

    before = forms.ModelChoiceField(label=_("First"), queryset=Measure.unscoped.none())
    after = forms.ModelChoiceField(label=_("Then"), queryset=Measure.unscoped.none())
    strict = forms.BooleanField(label=_("Only when the first one's window is over"), required=False)

    def __init__(self, *args: Any, measures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            field: Any = self.fields[name]
            field.queryset = measures


class MoveForm(KernForm):
    """Move by hand."""

    window = forms.ChoiceField(label=_("Time window"))
    why = forms.CharField(
        label=_("Why"), max_length=200, required=False, help_text=_("The institution reads this, too.")
    )
    lock = forms.BooleanField(label=_("Hold here: no calculation moves it"), required=False, initial=True)

    def __init__(self, *args: Any, windows: Iterable[Window], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["window"]
        field.choices = [(str(row.pk), window_short(row)) for row in windows]


class WishForm(KernForm):
    """One answer for each window: suits, does not matter, not possible."""

    ANSWERS = (("", _("It does not matter")), *Wish.Kind.choices)

    def __init__(self, *args: Any, windows: Iterable[Window], said: dict[Any, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in windows:
            self.fields[f"w-{row.pk}"] = forms.ChoiceField(
                label=window_short(row), choices=self.ANSWERS, required=False, initial=said.get(row.pk, ""),
                widget=forms.Select(attrs={"class": "kern-form-input__select"}),
            )  # fmt: skip

    def answers(self) -> dict[Any, str]:
        """Window → what was said of it."""
        return {uuid.UUID(name[2:]): value for name, value in self.cleaned_data.items() if value}


class FollowForm(KernForm):
    """News by e-mail."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

"""The editors' forms. Lists are typed one entry a line; English texts stand below the German ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.addresses.models import Area
from allmende.base.directory.models import Audience, Building, Service, Topic, Unit
from allmende.base.identity.models import User
from allmende.foundation.ui.forms import KernForm

from .access import units_for
from .hours import HoursError, read_line, write_line

_ENGLISH = "en"
_TEXTAREA = forms.Textarea(attrs={"rows": 4})


class Lines(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


class Laws(Lines):
    """Legal references, one a line: the name, and behind a bar its address."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(" | ".join(filter(None, (law.get("name", ""), law.get("url", "")))) for law in value)

    def to_python(self, value: Any) -> Any:
        laws = []
        for line in super().to_python(value):
            name, _bar, url = (part.strip() for part in line.partition("|"))
            if url and not url.startswith(("https://", "http://")):
                raise ValidationError(
                    _("The address of “%(name)s” must begin with https://.") % {"name": name}
                )
            laws.append({"name": name, "url": url} if url else {"name": name})
        return laws


class RowForm(KernForm):
    """A form over one row with texts in two languages: ``name`` is German, ``en_name`` English."""

    #: The row's columns that the form edits.
    columns: tuple[str, ...] = ()

    def __init__(self, row: Any, data: Mapping[str, Any] | None = None) -> None:
        english = row.translations.get(_ENGLISH) or {}
        initial = {name: getattr(row, name) for name in self.columns}
        initial |= {f"en_{name}": value for name, value in english.items()}
        super().__init__(data, initial=initial)
        self._translations = row.translations

    def values(self) -> dict[str, Any]:
        """The columns to save, the translations among them; an emptied text falls back to German."""
        english = dict(self._translations.get(_ENGLISH) or {})
        for name, value in self.cleaned_data.items():
            if name.startswith("en_"):
                english[name.removeprefix("en_")] = value
        kept = {name: value for name, value in english.items() if value}
        own = {name: self.cleaned_data[name] for name in self.columns}
        return {**own, "translations": {**self._translations, _ENGLISH: kept}}

    @property
    def german(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.startswith("en_")]

    @property
    def english(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("en_")]


class UnitForm(RowForm):
    """A unit: what it is, where it is, how to reach it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    summary = forms.CharField(
        label=gettext_lazy("What the office does"), required=False, widget=_TEXTAREA,
        help_text=gettext_lazy("One or two sentences for visitors"),
    )  # fmt: skip
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Belongs to"), queryset=Unit.unscoped.none(), required=False
    )
    building = forms.ModelChoiceField(
        label=gettext_lazy("Building"), queryset=Building.unscoped.none(), required=False
    )
    room = forms.CharField(label=gettext_lazy("Room"), max_length=60, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    website = forms.URLField(label=gettext_lazy("Own website"), required=False, assume_scheme="https")
    hours_note = forms.CharField(
        label=gettext_lazy("Note on the opening hours"), required=False,
        help_text=gettext_lazy("For example: only with an appointment"),
    )  # fmt: skip
    is_public = forms.BooleanField(label=gettext_lazy("Has a page on the website"), required=False)
    en_name = forms.CharField(label=gettext_lazy("Name (English)"), max_length=200, required=False)
    en_summary = forms.CharField(
        label=gettext_lazy("What the office does (English)"), required=False, widget=_TEXTAREA
    )
    en_hours_note = forms.CharField(label=gettext_lazy("Note on the opening hours (English)"), required=False)
    columns = (
        "name", "summary", "parent", "building", "room", "phone", "email", "website", "hours_note", "is_public",
    )  # fmt: skip

    def __init__(self, by: User, row: Unit, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(row, data)
        above = units_for(by) | Unit.objects.filter(children=row.pk)
        self.fields["parent"].queryset = above.exclude(pk=row.pk).order_by("name")  # type: ignore[attr-defined]
        self.fields["building"].queryset = Building.objects.order_by("name")  # type: ignore[attr-defined]


class WeekForm(KernForm):
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

    def clean(self) -> dict[str, Any]:
        week = {}
        for day in range(7):
            try:
                week[day] = read_line(self.cleaned_data.get(f"day{day}", ""))
            except HoursError as error:
                self.add_error(f"day{day}", str(error))
        return {"week": week}


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


class BuildingForm(RowForm):
    """A building: where it is and how to get in."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    street = forms.CharField(label=gettext_lazy("Street"), max_length=200)
    house_number = forms.CharField(label=gettext_lazy("House number"), max_length=20, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=10)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=100)
    step_free = forms.NullBooleanField(label=gettext_lazy("Without steps"), required=False)
    access_note = forms.CharField(
        label=gettext_lazy("Lift, toilet, parking for people with disabilities"),
        required=False,
        widget=_TEXTAREA,
    )
    transit_note = forms.CharField(label=gettext_lazy("Bus and train"), required=False, widget=_TEXTAREA)
    en_name = forms.CharField(label=gettext_lazy("Name (English)"), max_length=200, required=False)
    columns = (
        "name",
        "street",
        "house_number",
        "postcode",
        "city",
        "step_free",
        "access_note",
        "transit_note",
    )


class ServiceForm(RowForm):
    """A service's texts in both languages."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    summary = forms.CharField(
        label=gettext_lazy("In one or two sentences"), max_length=500, required=False, widget=_TEXTAREA
    )
    description = forms.CharField(
        label=gettext_lazy("Description"), required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("An empty line begins a new paragraph"),
    )  # fmt: skip
    cost = forms.CharField(label=gettext_lazy("Cost"), required=False, widget=_TEXTAREA)
    processing_time = forms.CharField(label=gettext_lazy("How long it takes"), required=False)
    deadline = forms.CharField(label=gettext_lazy("Deadline"), required=False)
    required_documents = Lines(
        label=gettext_lazy("Required documents"), required=False, help_text=gettext_lazy("One a line")
    )
    synonyms = Lines(
        label=gettext_lazy("What people call it"), required=False,
        help_text=gettext_lazy("One a line; the search finds the service by these words"),
    )  # fmt: skip
    legal_basis = Laws(
        label=gettext_lazy("Legal basis"), required=False,
        help_text=gettext_lazy("One a line; an address may follow behind a bar: § 18 BMG | https://…"),
    )  # fmt: skip
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("For whom"), choices=Audience.choices, widget=forms.CheckboxSelectMultiple
    )
    life_situation = forms.ModelChoiceField(
        label=gettext_lazy("Life situation"), queryset=Topic.unscoped.none(), required=False
    )
    subject = forms.ModelChoiceField(
        label=gettext_lazy("Subject"), queryset=Topic.unscoped.none(), required=False
    )
    is_active = forms.BooleanField(label=gettext_lazy("Shown on the website"), required=False)
    en_name = forms.CharField(label=gettext_lazy("Name (English)"), max_length=300, required=False)
    en_summary = forms.CharField(
        label=gettext_lazy("In one or two sentences (English)"),
        max_length=500,
        required=False,
        widget=_TEXTAREA,
    )
    en_description = forms.CharField(
        label=gettext_lazy("Description (English)"), required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    en_cost = forms.CharField(label=gettext_lazy("Cost (English)"), required=False, widget=_TEXTAREA)
    en_processing_time = forms.CharField(label=gettext_lazy("How long it takes (English)"), required=False)
    en_deadline = forms.CharField(label=gettext_lazy("Deadline (English)"), required=False)
    en_required_documents = Lines(label=gettext_lazy("Required documents (English)"), required=False)
    en_synonyms = Lines(label=gettext_lazy("What people call it (English)"), required=False)
    columns = (
        "name", "summary", "description", "cost", "processing_time", "deadline", "required_documents", "synonyms",
        "legal_basis", "audiences", "life_situation", "subject", "is_active",
    )  # fmt: skip

    def __init__(self, row: Service, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(row, data)
        for name, kind in (("life_situation", Topic.Kind.SITUATION), ("subject", Topic.Kind.SUBJECT)):
            self.fields[name].queryset = Topic.objects.filter(kind=kind).order_by("name")  # type: ignore[attr-defined]


class ResponsibilityForm(KernForm):
    """Which of the editor's units is responsible, where and when."""

    unit = forms.ModelChoiceField(label=gettext_lazy("Office"), queryset=Unit.unscoped.none())
    area = forms.ModelChoiceField(
        label=gettext_lazy("Where"),
        queryset=Area.unscoped.none(),
        required=False,
        empty_label=gettext_lazy("Everywhere"),
    )
    valid_from = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput)
    valid_until = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=forms.DateInput)

    def __init__(self, by: User, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["unit"].queryset = units_for(by)  # type: ignore[attr-defined]
        self.fields["area"].queryset = Area.objects.order_by("kind", "name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("valid_from") and data.get("valid_until") and data["valid_until"] < data["valid_from"]:
            self.add_error("valid_until", _("The last day is before the first one."))
        return data

"""The editors' forms. Lists are typed one entry a line; English texts stand below the German ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.addresses.models import Area
from allmende.base.directory.models import Audience, Building, Service, Topic, Unit, lasting
from allmende.base.identity.models import User
from allmende.foundation.ids import NO_KEY
from allmende.foundation.ui.forms import KernForm
from allmende.foundation.ui.revised import BASE, RevisedForm

from .access import edits_all, units_for

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


class RowForm(RevisedForm):
    """A form over one row with texts in two languages: ``name`` is German, ``en_name`` English."""

    #: The row's columns that the form edits.
    columns: tuple[str, ...] = ()

    def __init__(self, row: Any, data: Mapping[str, Any] | None = None) -> None:
        english = row.translations.get(_ENGLISH) or {}
        initial = {name: getattr(row, name) for name in self.columns}
        initial |= {f"en_{name}": value for name, value in english.items()}
        super().__init__(data, initial=initial)
        self._translations = row.translations
        self.remember()

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
        return [field for field in self if not field.name.startswith("en_") and field.name != BASE]

    @property
    def english(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("en_")]


class UnitForm(RowForm):
    """A unit: what it is, where it is, how to reach it."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Unit.Kind.choices)
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
        "kind", "name", "summary", "parent", "building", "room", "phone", "email", "website", "hours_note", "is_public",
    )  # fmt: skip

    def __init__(self, by: User, row: Unit, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(row, data)
        mine = units_for(by).filter(lasting()) | Unit.objects.filter(pk=row.parent_id or NO_KEY)
        here = Building.objects.filter(lasting()) | Building.objects.filter(pk=row.building_id or NO_KEY)
        self.fields["parent"].queryset = mine.exclude(pk=row.pk).order_by("name")  # type: ignore[attr-defined]
        self.fields["building"].queryset = here.order_by("name")  # type: ignore[attr-defined]
        if row._state.adding and not edits_all(by):
            self.fields["parent"].required = True


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
            chosen = Q(pk=getattr(row, f"{name}_id"))
            topics = Topic.objects.filter(lasting() | chosen, kind=kind).order_by("name")
            self.fields[name].queryset = topics  # type: ignore[attr-defined]


class NewServiceForm(ServiceForm):
    """A new service, and the office that is responsible for it."""

    office = forms.ModelChoiceField(
        label=gettext_lazy("Responsible office"), queryset=Unit.unscoped.none(), required=False
    )
    field_order = ("name", "office")

    def __init__(self, by: User, row: Service, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(row, data)
        self.fields["office"].queryset = units_for(by).filter(lasting())  # type: ignore[attr-defined]
        self.fields["office"].required = not edits_all(by)


class EndForm(KernForm):
    """The last day of something, and what visitors should do instead."""

    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput)
    note = forms.CharField(
        label=gettext_lazy("What visitors should do instead"), required=False, widget=_TEXTAREA,
        help_text=gettext_lazy("For example: Please turn to the citizens’ office, Rathausplatz 1."),
    )  # fmt: skip
    english = forms.CharField(
        label=gettext_lazy("What visitors should do instead (English)"), required=False, widget=_TEXTAREA
    )


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
        self.fields["unit"].queryset = units_for(by).filter(lasting())  # type: ignore[attr-defined]
        self.fields["area"].queryset = Area.objects.order_by("kind", "name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("valid_from") and data.get("valid_until") and data["valid_until"] < data["valid_from"]:
            self.add_error("valid_until", _("The last day is before the first one."))
        return data

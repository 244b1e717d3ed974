"""The coordinators' forms. Lists are typed one entry a line, parts of an entry behind a bar."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.foundation.readable import read_json
from allmende.foundation.ui.forms import KernForm
from allmende.foundation.ui.revised import BASE, RevisedForm
from allmende.provider.offers.models import Offer, Payer

from .kinds import measure_kinds
from .models import Measure, MeasureDate, Programme

AREA = forms.Textarea(attrs={"rows": 4})


class Rows(forms.CharField):
    """A list of entries, one a line; ``names`` are the parts that stand between bars, the first one must be there."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *args: Any, names: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, required=False, **kwargs)
        self.names = names

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(
            " | ".join(filter(None, (str(entry.get(name, "")) for name in self.names))) for entry in value
        )

    def to_python(self, value: Any) -> Any:
        found = []
        for line in str(value or "").splitlines():
            parts = [part.strip() for part in line.split("|", len(self.names) - 1)]
            if any(parts):
                found.append({name: part for name, part in zip(self.names, parts, strict=False) if part})
        return found


class NewProgrammeForm(KernForm):
    """A programme begins with its title and its address."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    key = forms.CharField(
        label=gettext_lazy("Address of the public page"), max_length=60, validators=[validate_slug],
        help_text=gettext_lazy("Small letters and hyphens; its public page will be /umstellungen/…"),
    )  # fmt: skip

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"]).lower()
        if Programme.objects.filter(key=key).exists():
            raise ValidationError(_("There is already a programme with this address. Choose another one."))
        return key


class ProgrammeForm(RevisedForm):
    """What a programme says about itself."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=AREA, required=False,
        help_text=gettext_lazy("Why, in words for those affected"),
    )  # fmt: skip
    legal_basis = forms.CharField(label=gettext_lazy("Legal basis"), widget=AREA, required=False)
    capacity_conflict = forms.CharField(
        label=gettext_lazy("Conflict with other tasks"), widget=AREA, required=False,
        help_text=gettext_lazy("Which other task suffers as long as the services go on"),
    )  # fmt: skip
    phase = forms.CharField(
        label=gettext_lazy("Phase"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Where it stands now, in one sentence"),
    )
    history = Rows(
        label=gettext_lazy("History"),
        names=("on", "text"),
        help_text=gettext_lazy("One a line: year or day | what happened"),
    )
    stakeholders = Rows(
        label=gettext_lazy("Who takes part"),
        names=("name", "part"),
        help_text=gettext_lazy("One a line: name | part"),
    )
    risks = Rows(
        label=gettext_lazy("Risks"), names=("text", "learned_from"),
        help_text=gettext_lazy("One a line: risk | from which earlier programme it is known"),
    )  # fmt: skip
    no_recommendation = forms.BooleanField(
        label=gettext_lazy("We must not recommend a successor: lists are neutral"), required=False
    )
    no_recommendation_reason = forms.CharField(
        label=gettext_lazy("Why no recommendation"), max_length=200, required=False
    )
    hour_rate = forms.DecimalField(
        label=gettext_lazy("What an hour of work counts (Euro)"), max_digits=6, decimal_places=2, min_value=0,
        required=False, help_text=gettext_lazy("Empty: hours are shown, but not counted as cost"),
    )  # fmt: skip

    def __init__(self, row: Programme, data: Mapping[str, Any] | None = None) -> None:
        names = [name for name in self.base_fields if name != BASE]
        super().__init__(data, initial={name: getattr(row, name) for name in names})
        self.remember()

    def values(self) -> dict[str, Any]:
        """The texts to save."""
        return {name: value for name, value in self.cleaned_data.items() if name != BASE}

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that people see."""
        return [field for field in self if not field.is_hidden]


class MeasureForm(RevisedForm):
    """A measure's offer, whom it reaches, and its words; ``key`` only while it is new."""

    key = forms.CharField(
        label=gettext_lazy("Short name"), max_length=40, validators=[validate_slug],
        help_text=gettext_lazy("Small letters and hyphens; steps of the checklist are named by it"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=())
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    offer = forms.ModelChoiceField(
        label=gettext_lazy("Offer"), queryset=Offer.unscoped.none(), required=False
    )
    what_changes = forms.CharField(
        label=gettext_lazy("What changes"), widget=AREA, required=False,
        help_text=gettext_lazy("Without dates: they come from the record of dates"),
    )  # fmt: skip
    action_needed = forms.BooleanField(
        label=gettext_lazy("Those affected need to do something"), required=False
    )
    what_to_do = forms.CharField(label=gettext_lazy("What they need to do"), widget=AREA, required=False)
    assurance = forms.CharField(
        label=gettext_lazy("What is promised"), widget=AREA, required=False,
        help_text=gettext_lazy("For example: free of charge, at least the same service"),
    )  # fmt: skip
    condition = forms.CharField(
        label=gettext_lazy("Whom it reaches: rule"), widget=forms.Textarea(attrs={"rows": 2}), required=False,
        help_text=gettext_lazy("Over resource, institution and fields; empty: all who use the offer"),
    )  # fmt: skip
    exempt = forms.CharField(
        label=gettext_lazy("Whom it leaves out: rule"), widget=forms.Textarea(attrs={"rows": 2}), required=False,
        help_text=gettext_lazy("For example: fields.technology == 'fibre'"),
    )  # fmt: skip
    exception = forms.CharField(
        label=gettext_lazy("Whom it leaves out: in words"), max_length=300, required=False
    )
    cost_state = forms.DecimalField(label=Payer.STATE.label, required=False, min_value=0, decimal_places=2)
    cost_body = forms.DecimalField(label=Payer.BODY.label, required=False, min_value=0, decimal_places=2)
    cost_school = forms.DecimalField(label=Payer.SCHOOL.label, required=False, min_value=0, decimal_places=2)
    order = forms.IntegerField(label=gettext_lazy("Place"), min_value=0, max_value=300, required=False)
    COSTS = ("cost_state", "cost_body", "cost_school")

    def __init__(self, row: Measure, data: Mapping[str, Any] | None = None) -> None:
        names = [name for name in self.base_fields if name not in (BASE, *self.COSTS)]
        initial = {name: getattr(row, name) for name in names}
        for payer, amount in row.options.get("cost_after", {}).items():
            initial[f"cost_{payer}"] = Decimal(str(amount))
        super().__init__(data, initial=initial)
        self._row = row
        kinds = [(kind.key, str(kind.label)) for kind in measure_kinds]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["offer"].queryset = Offer.objects.order_by("name", "id")  # type: ignore[attr-defined]
        if row.pk and not row._state.adding:
            del self.fields["key"]
        self.remember()

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"]).lower()
        if Measure.objects.filter(programme=self._row.programme, key=key).exists():
            raise ValidationError(_("There is already a measure with this short name. Choose another one."))
        return key

    def values(self) -> dict[str, Any]:
        """What ``save_measure`` takes."""
        own = {
            name: value for name, value in self.cleaned_data.items() if name not in (BASE, "key", *self.COSTS)
        }
        own["order"] = own["order"] or 0
        costs = {name.removeprefix("cost_"): self.cleaned_data[name] for name in self.COSTS}
        options = {name: value for name, value in self._row.options.items() if name != "cost_after"}
        if any(amount is not None for amount in costs.values()):
            options["cost_after"] = {
                payer: str(amount) for payer, amount in costs.items() if amount is not None
            }
        return {**own, "options": options}

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that people see, without cost."""
        return [field for field in self if not field.is_hidden and field.name not in self.COSTS]

    @property
    def costs(self) -> list[forms.BoundField]:
        """What it costs afterwards, by payer."""
        return [self[name] for name in self.COSTS]


class DateForm(KernForm):
    """One date of a measure. ``seen`` is the date as the page showed it: a second one is refused."""

    event = forms.ChoiceField(label=gettext_lazy("What happens"), choices=())
    kind = forms.ChoiceField(label=gettext_lazy("How sure is it"), choices=MeasureDate.Kind.choices)
    on = forms.DateField(label=gettext_lazy("Day"), required=False)
    condition = forms.CharField(
        label=gettext_lazy("Subject to"), max_length=300, required=False,
        help_text=gettext_lazy("Completes the sentence, for example: the availability of a target platform"),
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, measure: Measure, data: Mapping[str, Any] | None = None, row: MeasureDate | None = None
    ) -> None:
        initial = (
            {"event": row.event, "kind": row.kind, "on": row.on, "condition": row.condition} if row else {}
        )
        super().__init__(data, initial={**initial, "seen": seen_of(row) if row else ""}, prefix="date")
        events = measure_kinds[measure.kind].events if measure.kind in measure_kinds else ()
        chosen = [(event.value, str(event.label)) for event in MeasureDate.Event if event.value in events]
        self.fields["event"].choices = chosen  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What ``set_date`` takes, without the date that it replaces."""
        return {name: self.cleaned_data[name] for name in ("event", "kind", "on", "condition")}

    def replaced(self, measure: Measure) -> MeasureDate | None:
        """The date as the page showed it, or None where it showed none."""
        try:
            seen = read_json(self.cleaned_data["seen"]) if self.cleaned_data["seen"] else None
            on = date.fromisoformat(seen["on"]) if seen and seen.get("on") else None
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        if not isinstance(seen, dict) or seen.get("event") != self.cleaned_data["event"]:
            return None
        return MeasureDate(
            measure=measure, event=str(seen["event"]), kind=str(seen.get("kind", "")), on=on,
            condition=str(seen.get("condition", "")),
        )  # fmt: skip


def seen_of(row: MeasureDate) -> str:
    """A date as a hidden field carries it."""
    day = row.on.isoformat() if row.on else None
    return json.dumps({"event": row.event, "kind": row.kind, "on": day, "condition": row.condition})


class WindowsForm(KernForm):
    """Windows, one for each month between two days, or one alone."""

    first = forms.DateField(label=gettext_lazy("First day"))
    last = forms.DateField(label=gettext_lazy("Last day"))
    capacity = forms.IntegerField(
        label=gettext_lazy("Institutions per window at most"), min_value=1, max_value=100_000
    )
    monthly = forms.BooleanField(label=gettext_lazy("One window for each month"), required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("first") and data.get("last"):
            if data["last"] < data["first"]:
                self.add_error("last", _("The last day is before the first one."))
            elif (data["last"] - data["first"]).days > 366 * 20:
                self.add_error("last", _("That is more than 20 years."))
        return data


class PointForm(KernForm):
    """An open point, or its answer."""

    text = forms.CharField(label=gettext_lazy("What is not decided yet"), max_length=300)
    answer = forms.CharField(
        label=gettext_lazy("Answer"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        help_text=gettext_lazy("Empty: it is still open"),
    )  # fmt: skip


class RevisionForm(KernForm):
    """Why a new state is published."""

    summary = forms.CharField(
        label=gettext_lazy("Why it changes"), widget=AREA,
        help_text=gettext_lazy("For those affected; they read this first"),
    )  # fmt: skip

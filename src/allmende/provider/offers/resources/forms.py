"""A resource's form, made from the schema of its type."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, get_args, get_origin

from django import forms
from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic.fields import FieldInfo

from allmende.foundation.ui.forms import KernForm
from allmende.foundation.ui.revised import RevisedForm
from allmende.provider.offers.models import Institution, Variant

from .models import Resource
from .types import Label, ResourceType, dependency_kinds, resource_types

#: Fields of the schema stand under names of their own, so that none is taken for the resource's.
_PREFIX = "f_"


class VariantField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Shows a variant with its offer."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.offer.name}: {obj.name}"


class ResourceForm(RevisedForm):
    """Number, name, owner, offer, dates, and one field for each of the schema."""

    number = forms.CharField(
        label=gettext_lazy("Number"), max_length=120, help_text=gettext_lazy("Unique within its type.")
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=253, required=False,
        help_text=gettext_lazy("Left empty, it is made from the number."),
    )  # fmt: skip
    institution = forms.CharField(
        label=gettext_lazy("Institution"), max_length=40, required=False,
        help_text=gettext_lazy("Its number. Empty: nobody is known to own it."),
    )  # fmt: skip
    variant = VariantField(label=gettext_lazy("Used under the offer"), queryset=None, required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[c for c in Resource.State.choices if c[0] != Resource.State.ENDED],
    )
    since = forms.DateField(label=gettext_lazy("In use since"), required=False, widget=forms.DateInput)
    contract_until = forms.DateField(
        label=gettext_lazy("Contract until"), required=False, widget=forms.DateInput
    )

    def __init__(self, type: ResourceType, *args: Any, row: Resource | None = None, **kwargs: Any) -> None:
        self.type = type
        super().__init__(*args, initial=_initial(row) if row else {"state": "active"}, **kwargs)
        variants: Any = self.fields["variant"]
        variants.queryset = Variant.objects.select_related("offer").order_by("offer__name", "order", "key")
        self.remember()

    def text(self, name: str, value: Any) -> str:
        """An institution is typed as its number."""
        return super().text(name, value.number if isinstance(value, Institution) else value)

    def clean_institution(self) -> Institution | None:
        """The institution of this number."""
        number = str(self.cleaned_data["institution"]).strip()
        if not number:
            return None
        found = Institution.objects.filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no institution with this number."))
        return found

    def values(self) -> dict[str, Any]:
        """What ``actions.save_resource`` takes."""
        own = {name: self.cleaned_data[name] for name in self.base_fields if not name.startswith(_PREFIX)}
        facts = {
            name.removeprefix(_PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(_PREFIX)
        }
        own["name"] = own["name"].strip()
        return {**own, "fields": facts, "type": self.type.key}

    def refuse(self, errors: dict[str, str]) -> None:
        """Put what the schema says beside the fields."""
        for name, sentence in errors.items():
            at = name if name in self.fields else _PREFIX + name
            self.add_error(at if at in self.fields else None, sentence)

    def facts(self) -> Iterator[forms.BoundField]:
        """The schema's fields."""
        return (self[name] for name in self.fields if name.startswith(_PREFIX))


def form_class(type: ResourceType) -> type[ResourceForm]:
    """The form for a type: built of its schema."""
    made = {f"{_PREFIX}{name}": _field(info) for name, info in type.schema.model_fields.items()}
    return types.new_class(f"{type.key}Form", (ResourceForm,), {}, lambda space: space.update(made))


def shown_fields(row: Resource) -> list[tuple[str, str]]:
    """(label, value in words) of the fields that say something, in the order of the schema."""
    if row.type not in resource_types:
        return [(name, str(value)) for name, value in row.fields.items()]
    found = []
    for name, info in resource_types[row.type].schema.model_fields.items():
        label = _label(info, name)
        if text := _in_words(info, row.fields.get(name)):
            found.append((str(label.text), f"{text} {label.unit}".strip()))
    return found


class DependencyForm(KernForm):
    """What else the resource needs, by type and number."""

    type = forms.ChoiceField(label=gettext_lazy("Type"))
    number = forms.CharField(label=gettext_lazy("Number"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Why"))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("type", type_choices()),
            ("kind", [(kind.key, kind.label) for kind in dependency_kinds]),
        ):
            field: Any = self.fields[name]
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Finds the resource."""
        given: dict[str, Any] = self.cleaned_data
        if "type" in given and "number" in given:
            found = Resource.objects.filter(type=given["type"], number=given["number"].strip()).first()
            if found is None:
                self.add_error("number", _("There is no resource of this type with this number."))
            given["needs"] = found
        return given


def type_choices() -> list[tuple[str, str]]:
    """All types by their names."""
    return sorted(
        ((type.key, str(type.label)) for type in resource_types), key=lambda pair: pair[1].casefold()
    )


def _initial(row: Resource) -> dict[str, Any]:
    own: dict[str, Any] = {
        "number": row.number, "name": row.name, "institution": row.institution.number if row.institution else "",
        "variant": row.variant_id, "state": row.state, "since": row.since, "contract_until": row.contract_until,
    }  # fmt: skip
    facts = {
        _PREFIX + name: ", ".join(map(str, value)) if isinstance(value, list) else value
        for name, value in row.fields.items()
    }
    return own | facts


def _label(info: FieldInfo, name: str) -> Label:
    return next((each for each in info.metadata if isinstance(each, Label)), Label(name))


def _kind(annotation: Any) -> Any:
    """The plain type of a field: without ``Annotated`` and ``None``."""
    if get_origin(annotation) is Annotated:
        return _kind(get_args(annotation)[0])
    options = [each for each in get_args(annotation) if each is not types.NoneType]
    if get_origin(annotation) is list:
        return list
    return _kind(options[0]) if options else annotation


def _field(info: FieldInfo) -> forms.Field:
    kind, label = _kind(info.annotation), _label(info, "")
    unit = f"({label.unit})" if label.unit else ""
    given: dict[str, Any] = {
        "label": f"{label.text} {unit}".strip(), "help_text": label.help, "required": info.is_required(),
    }  # fmt: skip
    if kind is bool:
        return forms.BooleanField(**{**given, "required": False})
    if isinstance(kind, type) and issubclass(kind, TextChoices):
        return forms.ChoiceField(choices=kind.choices, initial=info.get_default(), **given)
    if kind is int:
        return forms.IntegerField(**given)
    if kind is date:
        return forms.DateField(widget=forms.DateInput, **given)
    return forms.CharField(max_length=2000, **given)


def _in_words(info: FieldInfo, value: Any) -> str:
    kind = _kind(info.annotation)
    if kind is bool:
        return str(_("Yes")) if value else str(_("No"))
    if value in (None, "", []):
        return ""
    if kind is date and isinstance(value, str):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if isinstance(kind, type) and issubclass(kind, TextChoices):
        return str(dict(kind.choices).get(value, value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

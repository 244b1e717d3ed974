"""The form of one log-in service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from allmende.foundation.ui.forms import KernForm, dress

from ..levels import TrustLevel
from ..models import LoginService, Role
from ..providers import Provider
from ..services import StaffRules
from .kinds import Json, Kind, Pairs, kind_of

_STAFF = "staff_"
#: Before the names of the provider's own settings, which may be called like those that every service has.
_OWN = "own_"


class GroupRules(Pairs):
    """``group = role, office``, one a line."""

    def __init__(self) -> None:
        super().__init__(split_last=True)

    def shown(self, value: Any) -> Any:
        return "\n".join(f"{rule.group} = {rule.role.value}, {rule.unit}" for rule in value)

    def read(self, given: Any) -> Any:
        rules = []
        for line in filter(str.strip, given.splitlines()):
            group, _equals, rest = line.rpartition("=")
            role, comma, unit = (part.strip() for part in rest.partition(","))
            if not group.strip() or not comma or role not in Role.values or not unit:
                raise ValueError(
                    _("Not understood: “%(line)s”. Please write: group = role, key of the office.")
                    % {"line": line.strip()}
                )
            rules.append({"group": group.strip(), "role": role, "unit": unit})
        return rules


class ServiceForm(KernForm):
    """What every service has, and its provider's own settings; ``settings`` is there after ``is_valid``."""

    label = forms.CharField(
        label=gettext_lazy("What the button says"), max_length=120,
        help_text=gettext_lazy("So that people recognise it, such as “BundID”."),
    )  # fmt: skip
    key = forms.SlugField(
        label=gettext_lazy("Short name in addresses"), max_length=40,
        help_text=gettext_lazy("Small letters, digits, hyphens. It stays as it is, for the service knows it."),
    )  # fmt: skip
    audience = forms.ChoiceField(label=gettext_lazy("For whom"), choices=LoginService.Audience.choices)
    level = forms.ChoiceField(
        label=gettext_lazy("Highest level that counts"), choices=TrustLevel.choices, initial=TrustLevel.SUBSTANTIAL,
        help_text=gettext_lazy("Whatever the service says: here it counts no more than this."),
    )  # fmt: skip
    order = forms.IntegerField(
        label=gettext_lazy("Place in the list"), min_value=0, max_value=999, initial=10
    )

    def __init__(
        self, provider: Provider, row: LoginService | None, known: BaseModel | None, data: Any
    ) -> None:
        self.provider, self.known = provider, known
        self.settings: BaseModel | None = None
        initial = _initial(row)
        super().__init__(data, initial=initial)
        if row is not None:
            del self.fields["key"]
        self.kinds: dict[str, Kind] = {}
        for name, info in _settings(provider.settings):
            self._add(name, info)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            self._understand(data)
        return data

    def _add(self, name: str, info: FieldInfo) -> None:
        kind = GroupRules() if name == f"{_STAFF}groups" else kind_of(name, info.annotation)
        field = kind.field()
        label, help_text = self.provider.words.get(name, (name, ""))
        field.label, field.help_text = str(label), str(help_text)
        kept = kind.secret and self.known is not None
        if kept:
            field.help_text = _("Is kept. Leave it empty to keep it as it is.")
        field.required = bool(field.required and info.is_required() and not kept)
        if not kind.secret:
            field.initial = kind.shown(self._value(name, info))
        dress(field.widget)
        self.kinds[name], self.fields[f"{_OWN}{name}"] = kind, field

    def _value(self, name: str, info: FieldInfo) -> Any:
        if self.known is None:
            found = info.get_default(call_default_factory=True)
            return "" if info.is_required() else found
        if name.startswith(_STAFF):
            return getattr(self.known.staff, name.removeprefix(_STAFF))  # type: ignore[attr-defined]
        return getattr(self.known, name)

    def _understand(self, data: dict[str, Any]) -> None:
        """The provider's own model has the last word; what it says stands at the field."""
        values: dict[str, Any] = {}
        for name, kind in self.kinds.items():
            place = values.setdefault("staff", {}) if name.startswith(_STAFF) else values
            given = data.get(f"{_OWN}{name}")
            if kind.secret and not given:
                self._keep(name, place, data)
                continue
            if isinstance(kind, Json) and not given:
                continue  # nothing of a shape of its own: the provider's own nothing
            try:
                place[name.removeprefix(_STAFF)] = kind.read(given)
            except ValueError as error:
                self.add_error(f"{_OWN}{name}", str(error))
        try:
            understood = self.provider.settings.model_validate(values)
        except ValidationError as error:
            for one in error.errors():
                self._tell(one)
        else:
            self.settings = None if self.errors else understood

    def _tell(self, error: ErrorDetails) -> None:
        place = [str(part) for part in error["loc"]] or [""]
        name = f"{_STAFF}{place[1]}" if place[0] == "staff" and len(place) > 1 else place[0]
        field = f"{_OWN}{name}" if name in self.kinds else None
        if field not in self.errors:
            self.add_error(field, _in_words(error))

    def _keep(self, name: str, place: dict[str, Any], data: dict[str, Any]) -> None:
        """Whoever leads a service elsewhere must know its secret: else she could have it sent to herself."""
        if self.known is None:
            return
        if any(data.get(f"{_OWN}{one}") != getattr(self.known, one) for one in self.provider.address):
            self.add_error(f"{_OWN}{name}", _("The address is another one now. Please type this anew, too."))
        else:
            place[name] = getattr(self.known, name)


def _in_words(error: ErrorDetails) -> str:
    """What pydantic found, as a sentence; a provider's own finding is one already."""
    if error["type"] in ("missing", "string_too_short", "too_short"):
        return _("Please fill this in.")
    if error["type"] in ("enum", "literal_error"):
        return _("Only these are known here: %(names)s.") % {
            "names": error.get("ctx", {}).get("expected", "")
        }
    return str(error["msg"]).removeprefix("Value error, ")


def _initial(row: LoginService | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {name: getattr(row, name) for name in ("label", "audience", "level", "order")}


def _settings(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The settings in their order; those about staff in the place of their own model."""
    for name, info in model.model_fields.items():
        if info.annotation is StaffRules:
            for inner, its_info in StaffRules.model_fields.items():
                yield f"{_STAFF}{inner}", its_info
        else:
            yield name, info

"""How a setting of each type is typed in and shown."""

from __future__ import annotations

import json
import types
from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

from django import forms
from django.utils.translation import gettext as _
from pydantic import BaseModel, SecretStr
from pydantic_core import to_jsonable_python

_LONGEST = 20_000


class Kind(ABC):
    """One type of setting."""

    #: what was given is never shown again; an empty field keeps it
    secret = False

    @abstractmethod
    def field(self) -> forms.Field:
        """The form's field, without its label."""

    def shown(self, value: Any) -> Any:
        """What stands in the field for ``value``."""
        return value

    def read(self, given: Any) -> Any:
        """The setting for what was given; raises ``ValueError`` with a sentence."""
        return given


class Line(Kind):
    def field(self) -> forms.Field:
        return forms.CharField(max_length=_LONGEST, strip=True)


class Text(Kind):
    """Several lines, such as a certificate."""

    def field(self) -> forms.Field:
        return forms.CharField(
            max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"})
        )


class Secret(Kind):
    secret = True

    def field(self) -> forms.Field:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        return forms.CharField(max_length=_LONGEST, strip=True, widget=widget)


class SecretTextarea(forms.Textarea):
    """Several lines that are never shown, not even after an error in another field."""

    def format_value(self, value: Any) -> str:
        return ""


class SecretText(Text):
    """A key in PEM."""

    secret = True

    def field(self) -> forms.Field:
        return forms.CharField(
            max_length=_LONGEST, widget=SecretTextarea(attrs={"rows": 5, "spellcheck": "false"})
        )


class Switch(Kind):
    def field(self) -> forms.Field:
        return forms.BooleanField(required=False)


class Number(Kind):
    def field(self) -> forms.Field:
        return forms.IntegerField()


class Choice(Kind):
    def __init__(self, choices: list[tuple[str, Any]]) -> None:
        self.choices = choices

    def field(self) -> forms.Field:
        return forms.ChoiceField(choices=self.choices)

    def shown(self, value: Any) -> Any:
        return value.value if isinstance(value, Enum) else value


class Choices(Choice):
    def field(self) -> forms.Field:
        return forms.MultipleChoiceField(choices=self.choices, widget=forms.CheckboxSelectMultiple)

    def shown(self, value: Any) -> Any:
        return [item.value if isinstance(item, Enum) else item for item in value]


class Lines(Text):
    """A list: one entry a line, or in one line with commas between them."""

    def shown(self, value: Any) -> Any:
        return "\n".join(str(item) for item in value)

    def read(self, given: Any) -> Any:
        return [part.strip() for line in given.splitlines() for part in line.split(",") if part.strip()]


class Blocks(Text):
    """A list of certificates: PEM blocks one after the other."""

    def shown(self, value: Any) -> Any:
        return "\n".join(str(item).strip() for item in value)

    def read(self, given: Any) -> Any:
        parts = given.split("-----END CERTIFICATE-----")
        return [f"{part.strip()}\n-----END CERTIFICATE-----\n" for part in parts if part.strip()]


class Pairs(Text):
    """A mapping: ``name = value``, one a line. The longer side may hold an equals sign itself."""

    def __init__(self, *, split_last: bool) -> None:
        self.split_last = split_last

    def shown(self, value: Any) -> Any:
        return "\n".join(
            f"{key} = {item.value if isinstance(item, Enum) else item}" for key, item in value.items()
        )

    def read(self, given: Any) -> Any:
        found = {}
        for line in filter(str.strip, given.splitlines()):
            name, equals, value = line.rpartition("=") if self.split_last else line.partition("=")
            if not equals or not name.strip() or not value.strip():
                raise ValueError(
                    _("Not understood: “%(line)s”. Please write: name = value.") % {"line": line.strip()}
                )
            found[name.strip()] = value.strip()
        return found


class Json(Text):
    """Whatever has a shape of its own; with secrets in it, it is never shown."""

    def __init__(self, *, secret: bool = False) -> None:
        self.secret = secret

    def field(self) -> forms.Field:
        return SecretText().field() if self.secret else super().field()

    def shown(self, value: Any) -> Any:
        return json.dumps(to_jsonable_python(value), ensure_ascii=False, indent=2) if value else ""

    def read(self, given: Any) -> Any:
        try:
            return json.loads(given)
        except ValueError:
            raise ValueError(_("This is no JSON. Please copy it as a whole.")) from None


def kind_of(name: str, annotation: Any) -> Kind:
    """The kind of a setting by its type; certificates by their name, for to Python they are texts."""
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return kind_of(name, next(one for one in inside if one is not type(None)))
    if origin is Literal:
        return Choice([(one, one) for one in inside])
    if origin is list:
        return _list_of(name, inside[0])
    if origin is dict:
        value = inside[1]
        plain = value is str or (isinstance(value, type) and issubclass(value, Enum))
        return Pairs(split_last=value is not str) if plain else Json()
    return _plain(name, annotation)


def _list_of(name: str, inside: Any) -> Kind:
    if get_origin(inside) is Literal:
        return Choices([(one, one) for one in get_args(inside)])
    if isinstance(inside, type) and issubclass(inside, BaseModel):
        return Json(secret=_has_secret(inside))
    return Blocks() if "certificate" in name else Lines()


def _plain(name: str, annotation: Any) -> Kind:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Choice(list(getattr(annotation, "choices", [(one.value, one.value) for one in annotation])))
    if annotation is SecretStr:
        return SecretText() if "key" in name else Secret()
    kinds: dict[Any, Callable[[], Kind]] = {bool: Switch, int: Number}
    if annotation in kinds:
        return kinds[annotation]()
    return Text() if "certificate" in name else Line()


def _has_secret(model: type[BaseModel]) -> bool:
    return any(info.annotation is SecretStr for info in model.model_fields.values())

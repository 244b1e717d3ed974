"""The facts of a resource: read by the schema of its type, and refused in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from .types import Label, ResourceType

#: As people write it in lists, beside what pydantic reads.
_SAID = {"ja": True, "nein": False}


class FieldsRefusedError(ValueError):
    """Facts that the schema of the type does not allow: ``errors`` by field, in words for people."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


def read_fields(type: ResourceType, values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` as they are stored: all fields of the schema, JSON only. Raises ``FieldsRefusedError``."""
    given = dict(values)
    for name in _yes_or_no(type.schema):
        said = given.get(name)
        if isinstance(said, str):
            given[name] = _SAID.get(said.strip().casefold(), said)
    try:
        return type.schema.model_validate(given).model_dump(mode="json")
    except ValidationError as error:
        raise FieldsRefusedError(_in_words(type, error)) from None


@cache
def _yes_or_no(schema: type[BaseModel]) -> tuple[str, ...]:
    return tuple(name for name, info in schema.model_fields.items() if info.annotation is bool)


def label_of(type: ResourceType, field: str) -> str:
    """What a field is called on the screen."""
    info = type.schema.model_fields.get(field)
    label = next((each for each in info.metadata if isinstance(each, Label)), None) if info else None
    return str(label.text) if label else field


def _in_words(type: ResourceType, error: ValidationError) -> dict[str, str]:
    errors: dict[str, str] = {}
    for problem in error.errors(include_url=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        errors.setdefault(name, _sentence(label_of(type, name), str(problem["type"]), problem))
    return errors


def _sentence(label: str, kind: str, problem: Any) -> str:
    limit = problem.get("ctx", {})
    if kind == "missing" or limit.get("min_length") == 1:
        return _("“%(label)s” is missing.") % {"label": label}
    if kind == "extra_forbidden":
        return _("There is no field “%(label)s” for this type of resource.") % {"label": label}
    if kind in ("enum", "literal_error"):
        return _("“%(label)s”: please choose one of %(choices)s.") % {
            "label": label, "choices": limit.get("expected", ""),
        }  # fmt: skip
    if kind.startswith(("int_", "float_", "decimal_")):
        return _("“%(label)s” must be a number.") % {"label": label}
    if kind.startswith("bool_"):
        return _("“%(label)s” must be yes or no.") % {"label": label}
    if kind.startswith("date_"):
        return _("“%(label)s” must be a date such as 2022-07-31.") % {"label": label}
    if kind == "greater_than_equal":
        return _("“%(label)s” must be at least %(limit)s.") % {"label": label, "limit": limit["ge"]}
    if kind == "less_than_equal":
        return _("“%(label)s” must be at most %(limit)s.") % {"label": label, "limit": limit["le"]}
    if kind == "string_too_long":
        return _("“%(label)s” is too long: at most %(limit)s characters.") % {
            "label": label, "limit": limit["max_length"],
        }  # fmt: skip
    if kind == "value_error":
        return f"„{label}“: {limit['error']}"
    return _("“%(label)s” cannot be read.") % {"label": label}

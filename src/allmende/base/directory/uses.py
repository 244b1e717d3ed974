"""What points at a unit, building, service or topic: as long as anything does, it may end but not be deleted.

Apps above name what they keep in ``uses``, so that editors read it in words; what nobody named counts all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _

from allmende.foundation.registry import Registry

from .models import Building, OpeningException, OpeningHours, Responsibility, Service, Topic, Unit

Row = Unit | Building | Service | Topic
#: What belongs to a row and goes with it.
_PARTS: dict[type[Model], tuple[type[Model], ...]] = {
    Unit: (OpeningHours, OpeningException),
    Building: (),
    Service: (Responsibility,),
    Topic: (),
}
#: More is not counted: that it is used is what matters.
_COUNTED = 1000


class SupportsNumber(Protocol):
    """What ``ngettext_lazy(…, "number")`` returns."""

    def __mod__(self, values: dict[str, int]) -> str: ...


@dataclass(frozen=True)
class Use:
    """Rows of the model ``key`` ("cases.case") that point at the directory, in words: "3 cases"."""

    key: str
    text: SupportsNumber


@dataclass(frozen=True)
class NamedUse:
    """What names a row by its key instead of pointing at it; ``names`` gives the names of what does."""

    key: str
    names: Callable[[Row], list[str]]


uses: Registry[Use] = Registry("use of the directory")
named_uses: Registry[NamedUse] = Registry("naming of the directory")


def uses_of(row: Row) -> list[str]:
    """What points at ``row``, in words; empty where it may be deleted."""
    return [*_pointing(row), *(name for use in named_uses for name in use.names(row))]


def pointing_models(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """(model, field) of all that points at rows of ``model`` and is no part of them."""
    for relation in model._meta.get_fields(include_hidden=True):
        if (
            relation.auto_created
            and not relation.concrete
            and isinstance(getattr(relation, "field", None), ForeignKey)
        ):
            other = relation.related_model
            if isinstance(other, type) and other not in _PARTS[model]:
                yield other, relation.field.name  # type: ignore[union-attr]


def _pointing(row: Row) -> Iterator[str]:
    counts: dict[str, int] = {}
    for model, field in pointing_models(type(row)):
        rows = model._default_manager.filter(**{field: row})[:_COUNTED]
        counts[model._meta.label_lower] = counts.get(model._meta.label_lower, 0) + rows.count()
    for label, number in counts.items():
        if number:
            told = uses[label].text if label in uses else _("Other entries: %(number)s")
            yield told % {"number": number}

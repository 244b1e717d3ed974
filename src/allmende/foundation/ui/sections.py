"""Parts of a page that apps above bring. The app of the page keeps a registry of them; they register in ``ready()``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

By = TypeVar("By")
Of = TypeVar("Of")


@dataclass(frozen=True)
class Section(Generic[By, Of]):
    """``template`` gets ``context(by, of)``: who looks (a user, a request) at what; None leaves the part out.

    The heading (h2 ``title``, id ``key``) stands above it already.
    """

    key: str
    order: int
    title: str | Promise
    template: str
    context: Callable[[By, Of], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Drawn:
    """A part with what it shows."""

    key: str
    title: str | Promise
    template: str
    context: Mapping[str, Any]


def drawn(sections: Iterable[Section[By, Of]], by: By, of: Of) -> list[Drawn]:
    """The parts that have something to show, in order."""
    found = []
    for section in sorted(sections, key=lambda one: (one.order, one.key)):
        context = section.context(by, of)
        if context is not None:
            found.append(Drawn(section.key, section.title, section.template, context))
    return found

"""Parts of pages that apps above bring: register from ``AppConfig.ready()``.

Each part is drawn by its own template with what ``context`` returned; None leaves it out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import HttpRequest
from django.utils.functional import Promise

from allmende.foundation.registry import Registry

from .models import Institution, Offer

Of = TypeVar("Of")


@dataclass(frozen=True)
class Section(Generic[Of]):
    """``template`` gets ``context(request, of)``; the heading (h2 ``title``, id ``key``) stands above it already."""

    key: str
    order: int
    title: str | Promise
    template: str
    context: Callable[[HttpRequest, Of], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Drawn:
    """A part with what it shows."""

    key: str
    title: str | Promise
    template: str
    context: Mapping[str, Any]


#: The customer portal's page of an institution: open orders, notices, questions, checklist, documents.
portal_sections: Registry[Section[Institution]] = Registry("portal section")
#: The staff page of an institution: what it uses, its orders, how programmes affect it.
institution_sections: Registry[Section[Institution]] = Registry("institution section")
#: The public page of an offer: order it, notices of a programme, official answers.
offer_sections: Registry[Section[Offer]] = Registry("offer section")


def drawn(registry: Registry[Section[Of]], request: HttpRequest, of: Of) -> list[Drawn]:
    """The parts that have something to show, in order."""
    found = []
    for section in sorted(registry, key=lambda one: (one.order, one.key)):
        context = section.context(request, of)
        if context is not None:
            found.append(Drawn(section.key, section.title, section.template, context))
    return found

"""What apps above show on the clerk's page of their own kinds of case: a small part beside the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from allmende.base.identity.models import User
from allmende.foundation.registry import Registry

from .models import Case


@dataclass(frozen=True)
class CaseSection:
    """For cases of ``kinds``: ``template`` gets what ``context(case, by)`` returned as ``part``, below the heading
    ``title``; None leaves it out.
    """

    key: str
    kinds: tuple[str, ...]
    title: str | Promise
    template: str
    context: Callable[[Case, User], Mapping[str, Any] | None]


@dataclass(frozen=True)
class DrawnSection:
    """A part with what it shows."""

    key: str
    title: str | Promise
    template: str
    context: Mapping[str, Any]


#: key → part; register from ``AppConfig.ready()``.
case_sections: Registry[CaseSection] = Registry("section of a case's page")


def sections_of(case: Case, by: User) -> list[DrawnSection]:
    """The parts that have something to show for ``by``, by key."""
    found = []
    for section in sorted(case_sections, key=lambda one: one.key):
        context = section.context(case, by) if case.kind in section.kinds else None
        if context is not None:
            found.append(DrawnSection(section.key, section.title, section.template, context))
    return found

"""The list of cases."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from allmende.base.cases.access import CASE_ROLES
from allmende.base.cases.kinds import case_kinds
from allmende.base.cases.models import State
from allmende.base.directory.models import Unit
from allmende.base.identity.access import units_of
from allmende.base.identity.models import User
from allmende.base.identity.queries import staff_in
from allmende.base.procedures.queries import procedures
from allmende.inward.workplace.access import clerks_only
from allmende.inward.workplace.filters import NOBODY, Filters
from allmende.inward.workplace.inbox import count, inbox, shown

Choices = list[tuple[str, str]]


@clerks_only
def cases(request: HttpRequest, by: User) -> HttpResponse:
    """One page of the inbox as the address wants it."""
    filters = Filters.read(request.GET)
    people = colleagues(by)
    choices = _choices(by, people)
    context: dict[str, Any] = {
        "page": inbox(by, filters),
        "filters": filters,
        "tabs": _tabs(by, filters),
        "choices": choices,
        "tags": tags(filters, choices),
        "sorts": [] if filters.due else _sorts(filters),
        "people": [("", _("Choose a colleague")), (NOBODY, _("Nobody: back to the office")), *people],
    }
    return render(request, "workplace/cases.html", context)


def colleagues(by: User) -> Choices:
    """The people of one's offices, oneself first."""
    people = staff_in(units_of(by, *CASE_ROLES), *CASE_ROLES)
    names = [(str(user.pk), user.name) for user in people if user.pk != by.pk]
    return [(str(by.pk), _("Me (%(name)s)") % {"name": by.name}), *names]


def dict_of_people(by: User) -> dict[str, User]:
    """The same people by key."""
    return {str(user.pk): user for user in [*staff_in(units_of(by, *CASE_ROLES), *CASE_ROLES), by]}


def _choices(by: User, people: Choices) -> dict[str, Choices]:
    services = {str(row.service_id): row.service.name for row in procedures() if row.service}
    return {
        "state": [(state.value, str(state.label)) for state in State],
        "kind": [(kind.key, str(kind.label)) for kind in case_kinds],
        "service": sorted(services.items(), key=lambda pair: pair[1]),
        "unit": offices(by),
        "due": [
            ("overdue", _("Overdue")), ("today", _("Due today")), ("week", _("Due within a week")),
            ("none", _("Without deadline")),
        ],
        "who": [(NOBODY, _("Nobody yet")), *people],
    }  # fmt: skip


def tags(filters: Any, choices: dict[str, Choices]) -> Choices:
    """What is filtered, each with the address without it."""
    found = [(filters.address(q=""), f"„{filters.q}“")] if getattr(filters, "q", "") else []
    for name, options in choices.items():
        if wish := getattr(filters, name):
            found.append((filters.address(**{name: ""}), dict(options).get(wish, _("Other"))))
    return found


def offices(by: User) -> Choices:
    """The offices one works for, by name; none where it is only one."""
    units = Unit.objects.filter(pk__in=units_of(by, *CASE_ROLES)).order_by("name").values_list("pk", "name")
    return [(str(key), name) for key, name in units] if len(units) > 1 else []


def _tabs(by: User, filters: Filters) -> list[tuple[str, str, bool, str]]:
    """How many wait is said of the two lists that are work; the archive is not counted."""
    labels = {"mine": _("My cases"), "office": _("My office"), "all": _("All, also closed")}
    counts = {key: shown(count(by, Filters(view=key))) for key in ("mine", "office")}
    return [
        (label, filters.address(view=key), filters.view == key, counts.get(key, ""))
        for key, label in labels.items()
    ]


def _sorts(filters: Filters) -> list[tuple[str, str, bool]]:
    labels = {"due": _("most urgent first"), "new": _("newest first"), "old": _("oldest first")}
    return [(label, filters.address(sort=key), filters.order == key) for key, label in labels.items()]

"""The list of cases, and assigning many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from allmende.base.cases.access import CASE_ROLES, get_case_for
from allmende.base.cases.actions import assign_case
from allmende.base.cases.errors import CaseError, CaseNotFoundError, CaseNotYoursError
from allmende.base.cases.models import State
from allmende.base.identity.access import units_of
from allmende.base.identity.models import User
from allmende.base.identity.queries import staff_in
from allmende.base.procedures.queries import procedures
from allmende.inward.workplace.access import clerks_only
from allmende.inward.workplace.filters import NOBODY, Filters
from allmende.inward.workplace.inbox import inbox

Choices = list[tuple[str, str]]


@clerks_only
def cases(request: HttpRequest, by: User) -> HttpResponse:
    """One page of the inbox as the address wants it."""
    filters = Filters.read(request.GET)
    people = colleagues(by)
    context: dict[str, Any] = {
        "page": inbox(by, filters),
        "filters": filters,
        "tabs": _tabs(filters),
        "choices": _choices(people),
        "tags": _tags(filters, _choices(people)),
        "sorts": [] if filters.due else _sorts(filters),
        "people": [("", _("Choose a colleague")), (NOBODY, _("Nobody: back to the office")), *people],
    }
    return render(request, "workplace/cases.html", context)


@require_POST
@clerks_only
def bulk(request: HttpRequest, by: User) -> HttpResponse:
    """Assign the ticked cases; says how many went and why others did not."""
    back = reverse("workplace:cases") + Filters.read(QueryDict(request.POST.get("back", ""))).address()
    keys, to = request.POST.getlist("case")[:200], request.POST.get("to", "")
    person = None if to == NOBODY else dict_of_people(by).get(to)
    if not keys or (person is None and to != NOBODY):
        messages.error(
            request, _("Please tick at least one case and choose a colleague. Nothing has changed.")
        )
        return redirect(back)
    done, refused = 0, []
    for key in keys:
        try:
            assign_case(case=get_case_for(by, key), to=person, by=by)
            done += 1
        except (CaseNotFoundError, CaseNotYoursError):
            refused.append(_("A case is no longer yours to assign."))
        except CaseError as error:
            refused.append(str(error))
    if done:
        text = ngettext("%(count)s case assigned.", "%(count)s cases assigned.", done)
        messages.success(request, text % {"count": done})
    for reason in dict.fromkeys(refused):
        messages.warning(request, reason)
    return redirect(back)


def colleagues(by: User) -> Choices:
    """The people of one's offices, oneself first."""
    people = staff_in(units_of(by, *CASE_ROLES), *CASE_ROLES)
    names = [(str(user.pk), user.name) for user in people if user.pk != by.pk]
    return [(str(by.pk), _("Me (%(name)s)") % {"name": by.name}), *names]


def dict_of_people(by: User) -> dict[str, User]:
    """The same people by key."""
    return {str(user.pk): user for user in [*staff_in(units_of(by, *CASE_ROLES), *CASE_ROLES), by]}


def _choices(people: Choices) -> dict[str, Choices]:
    services = {str(row.service_id): row.service.name for row in procedures() if row.service}
    return {
        "state": [(state.value, str(state.label)) for state in State],
        "service": sorted(services.items(), key=lambda pair: pair[1]),
        "due": [
            ("overdue", _("Overdue")), ("today", _("Due today")), ("week", _("Due within a week")),
            ("none", _("Without deadline")),
        ],
        "who": [(NOBODY, _("Nobody yet")), *people],
    }  # fmt: skip


def _tags(filters: Filters, choices: dict[str, Choices]) -> Choices:
    """What is filtered, each with the address without it."""
    tags = [(filters.address(q=""), f"„{filters.q}“")] if filters.q else []
    for name, options in choices.items():
        if wish := getattr(filters, name):
            tags.append((filters.address(**{name: ""}), dict(options).get(wish, _("Other"))))
    return tags


def _tabs(filters: Filters) -> list[tuple[str, str, bool, str]]:
    labels = {"mine": _("My cases"), "office": _("My office"), "all": _("All, also closed")}
    return [(label, filters.address(view=key), filters.view == key, "") for key, label in labels.items()]


def _sorts(filters: Filters) -> list[tuple[str, str, bool]]:
    labels = {"due": _("most urgent first"), "new": _("newest first"), "old": _("oldest first")}
    return [(label, filters.address(sort=key), filters.order == key) for key, label in labels.items()]

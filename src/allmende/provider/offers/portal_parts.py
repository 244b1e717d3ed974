"""This app's own parts of the customer portal, among those of the apps above: what is used, schools, contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .documents import documents_of
from .models import Institution
from .queries import contacts_of
from .sections import Section
from .usage import account_of

#: Schools of a body on its own page; the others stand on the page with the search.
SCHOOLS_SHOWN = 20
#: Older documents stand behind a button.
DOCUMENTS_SHOWN = 8


def uses(request: HttpRequest, row: Institution) -> Mapping[str, Any]:
    """What is used, at what cost to whom."""
    return {"account": account_of([row.pk]), "institution": row}


def schools(request: HttpRequest, row: Institution) -> Mapping[str, Any] | None:
    """The schools of a body, the first of them, and what all of them cost in a year."""
    if row.kind != Institution.Kind.BODY:
        return None
    rows = row.schools.filter(state=Institution.State.ACTIVE).order_by("name", "id")
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        return None
    shown = list(rows[:SCHOOLS_SHOWN])
    return {"schools": shown, "more": len(keys) > len(shown), "costs": account_of(keys).totals}


def documents(request: HttpRequest, row: Institution) -> Mapping[str, Any] | None:
    """Letters, statements and files that the reader may open, the newest first."""
    found = documents_of(request, row)
    return {"newest": found[:DOCUMENTS_SHOWN], "older": found[DOCUMENTS_SHOWN:]} if found else None


def contacts(request: HttpRequest, row: Institution) -> Mapping[str, Any]:
    """Whom the provider writes to, in order."""
    return {"contacts": contacts_of([row.pk])[row.pk], "institution": row}


PARTS = (
    Section("uses", 22, _("What you use, and who pays what"), "offers/portal/parts/uses.html", uses),
    Section("schools", 24, _("Your schools"), "offers/portal/parts/schools.html", schools),
    Section("documents", 70, _("Documents"), "offers/portal/parts/documents.html", documents),
    Section("contacts", 90, _("Your contacts"), "offers/portal/parts/contacts.html", contacts),
)

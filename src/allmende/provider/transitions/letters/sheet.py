"""The case for the head of an institution on one sheet of paper, however much there is to say."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from allmende.base.records.rendering import set_pdf
from allmende.foundation.tenants.context import current_tenant
from allmende.provider.offers.models import Institution
from allmende.provider.transitions.models import Programme

from .case import Case

LAYOUTS = Path(__file__).parent / "layouts"
#: So many rows fit in letters that can still be read; the page has the rest.
MOST_LINES = 12
MOST_DECISIONS = 8


def sheet_pdf(
    programme: Programme, institution: Institution, case: Case, address: str, language: str
) -> bytes:
    """One page of A4, PDF/A-2b and PDF/UA-1."""
    with override(language):
        left_out = max(0, len(case.lines) - MOST_LINES)
        return set_pdf("sheet", {
            "lang": language,
            "title": programme.title,
            "author": current_tenant().name,
            "institution": institution.name,
            "reason": programme.reason.split("\n\n")[0][:600],
            "lines": [asdict(line) for line in case.lines[:MOST_LINES]],
            "more": _("%(number)s more on the page") % {"number": left_out} if left_out else "",
            "costs": [{**asdict(cost), "then": cost.then or _("not known yet")} for cost in case.costs],
            "hours": case.hours,
            "hours_cost": case.hours_cost,
            "decisions": list(case.decisions[:MOST_DECISIONS]) or [_("None. This sheet is for your information.")],
            "address": address,
            "labels": _labels(),
        }, LAYOUTS)  # fmt: skip


def _labels() -> dict[str, str]:
    day = date_format(timezone.localdate(), "DATE_FORMAT")
    return {
        "kind": _("For the head of the institution"),
        "reason": _("Why this happens"),
        "effects": _("What changes for us"),
        "service": _("Which service"), "when": _("When"), "action": _("What is to be done"),
        "cost": _("Cost per year"), "payer": _("Who pays"), "now": _("Today"), "then": _("Afterwards"),
        "hours": _("Our work, in hours (estimated)"),
        "decisions": _("What needs to be decided"),
        "page": _("All details, checklist and questions:"),
        "as_of": _("As of %(day)s") % {"day": day},
    }  # fmt: skip

"""The worksheet as PDF/A-2b and PDF/UA-1, and the address under which it is fetched without an account."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from pathlib import Path

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from allmende.base.records.rendering import set_pdf
from allmende.foundation.tenants.context import current_tenant, current_tenant_id
from allmende.provider.transitions.wording import day_words

from .worksheet import Worksheet

LAYOUTS = Path(__file__).parent / "layouts"
#: How long an address for fetching works: as long as the page that shows it is probably open.
HOURS = 12
_SALT = "connectivity.worksheet"


def sheet_pdf(sheet: Worksheet, language: str) -> bytes:
    """All pages of the worksheet, with boxes to tick."""
    return set_pdf("worksheet", {
        "lang": language,
        "title": sheet.measure.title,
        "author": current_tenant().name,
        "institution": sheet.institution.name,
        "addresses": [list(row) for row in sheet.addresses],
        "phases": [
            {"label": f"{number}. {label}", "why": why, "lines": [_row(asdict(line)) for line in lines]}
            for number, (label, why, lines) in enumerate(sheet.phases, start=1)
        ],
        "foreign": foreign_words(sheet),
        "day": day_sentence(sheet),
        "labels": {
            "kind": _("Worksheet for new IP addresses"),
            "as_of": _("As of %(day)s") % {"day": date_format(timezone.localdate(), "DATE_FORMAT")},
            "addresses": _("Addresses"), "old": _("Old"), "new": _("New"), "use": _("Used for"),
            "when": _("When"), "who": _("Who"), "what": _("What"), "done": _("Done"),
        },
    }, LAYOUTS)  # fmt: skip


def day_sentence(sheet: Worksheet) -> str:
    """On which day it rests, and what if it is another one."""
    if sheet.switch_on is None:
        return _("The day of switching has not been set yet; days are counted from it.")
    words = _(
        "The days are reckoned from %(day)s, the last day for switching. If you switch earlier, everything before "
        "it is due as many days earlier. Agree on the day with the IT provider."
    )
    return words % {"day": day_words(sheet.switch_on)}


def foreign_words(sheet: Worksheet) -> str:
    """That others use the addresses, too."""
    if not sheet.foreign:
        return ""
    return _("Others use these addresses, too (%(number)s times). The provider settles it with them.") % {
        "number": sheet.foreign
    }


def _row(line: dict[str, object]) -> dict[str, str]:
    return {key: str(line[key] or "") for key in ("when", "who", "what", "name", "old", "new")}


def signed_address(measure_id: uuid.UUID, institution_id: uuid.UUID) -> str:
    """Where the PDF is fetched by whoever sees the institution's page."""
    value = f"{current_tenant_id()}:{measure_id}:{institution_id}"
    token = signing.TimestampSigner(salt=_SALT).sign_object(value)
    return reverse("connectivity:signed_sheet", args=[token])


def read_address(token: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Measure and institution, or None for what is wrong, of another tenant, or too old."""
    try:
        value = signing.TimestampSigner(salt=_SALT).unsign_object(token, max_age=HOURS * 3600)
    except (signing.BadSignature, ValueError):
        return None
    tenant, measure, institution = str(value).split(":")
    return (uuid.UUID(measure), uuid.UUID(institution)) if tenant == str(current_tenant_id()) else None

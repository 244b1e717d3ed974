"""Who writes to whom, as a letter shows it; taken from the data that fill a document's placeholders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from allmende.foundation.tenants.context import current_tenant

from .placeholders import as_text


def letterhead(data: Mapping[str, Any]) -> dict[str, Any]:
    """Sender, recipient, information block and footer, all as text.

    Reads ``unit`` {name, address, phone, email}, ``customer`` {name, address}, ``case`` {reference}, ``clerk`` {name}
    and ``today``, each optional.
    """
    unit, customer = data.get("unit") or {}, data.get("customer") or {}
    name = current_tenant().name
    place = _lines(unit.get("address"))
    return {
        "sender": {"name": name, "unit": as_text(unit.get("name")), "line": " · ".join([name, *place])},
        "recipient": [
            line for line in [as_text(customer.get("name")), *_lines(customer.get("address"))] if line
        ],
        "info": _info(data, unit),
        "footer": [
            part for part in [name, *place, as_text(unit.get("phone")), as_text(unit.get("email"))] if part
        ],
    }


def _info(data: Mapping[str, Any], unit: Mapping[str, Any]) -> list[list[str]]:
    case, clerk = data.get("case") or {}, data.get("clerk") or {}
    today = data.get("today") or formats.date_format(timezone.localdate(), "DATE_FORMAT")
    entries = [
        (_("Our reference"), case.get("reference")),
        (_("Written by"), clerk.get("name")),
        (_("Phone"), unit.get("phone")),
        (_("Date"), today),
    ]
    return [[label, as_text(value)] for label, value in entries if value]


def _lines(value: Any) -> list[str]:
    return [line.strip() for line in as_text(value).splitlines() if line.strip()]

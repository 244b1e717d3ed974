"""A programme from data (see ``demo/shared/transition.yaml``), made by the actions that people use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from allmende.provider.offers.models import Offer

from .access import By
from .actions import add_windows, create_programme, save_measure, save_open_point, set_date
from .dates import monthly_windows
from .models import Programme

TEXTS = ("reason", "legal_basis", "capacity_conflict", "phase", "stakeholders", "risks")
WORDS = ("what_changes", "what_to_do", "assurance", "condition", "exempt", "exception")
_YEAR = re.compile(r"\{(\d{4})\}")


@transaction.atomic
def load_programme(content: Mapping[str, Any], *, by: By, years: int = 0) -> Programme:
    """Make the programme, in preparation, unless there is one with its key. All dates come ``years`` later.

    Offers are named by key and must be there; a measure that reaches by its kind has none.
    Raises ``TransitionError`` as the actions do, ``KeyError``.
    """
    row = Programme.objects.filter(key=content["key"]).first()
    if row is not None:
        return row
    content = _shifted(content, years)
    rate = content.get("hour_rate")
    row = create_programme(
        key=content["key"], title=content["title"], by=by, **{name: content[name] for name in TEXTS if name in content},
        history=[{"on": entry["when"], "text": entry["text"]} for entry in content.get("history", ())],
        no_recommendation=content.get("no_recommendation", False),
        no_recommendation_reason=content.get("no_recommendation_reason", ""),
        hour_rate=Decimal(rate) if rate else None,
    )  # fmt: skip
    for text in content.get("open_points", ()):
        save_open_point(programme=row, text=text, by=by)
    for order, measure in enumerate(content["measures"]):
        _measure(row, measure, order, by)
    return row


def _measure(programme: Programme, content: Mapping[str, Any], order: int, by: By) -> None:
    options = {name: content[name] for name in ("cost_after", "hours", "more_offers") if name in content}
    offer = Offer.objects.get(key=content["offer"]) if content.get("offer") else None
    measure = save_measure(
        programme=programme, key=content["key"], by=by, kind=content["kind"], title=content["title"],
        offer=offer, action_needed=content.get("action_needed", True),
        options=options, order=order, **{name: content.get(name, "") for name in WORDS},
    )  # fmt: skip
    for moment in content.get("dates", ()):
        set_date(
            measure=measure, event=moment["event"], kind=moment["kind"], on=moment.get("day"),
            condition=moment.get("condition", ""), by=by,
        )  # fmt: skip
    if windows := content.get("windows"):
        first, last = windows["first"], windows["last"]
        spans = monthly_windows(first, last) if windows.get("monthly") else [(first, last)]
        add_windows(
            measure=measure, windows=[(start, end, windows["capacity"]) for start, end in spans], by=by
        )


def _shifted(value: Any, years: int) -> Any:
    """The same with all dates, and all years in braces, so many years later; 29 February becomes 28."""
    if isinstance(value, date):
        day = 28 if (value.month, value.day) == (2, 29) else value.day
        return value.replace(year=value.year + years, day=day)
    if isinstance(value, str):
        return _YEAR.sub(lambda found: str(int(found[1]) + years), value)
    if isinstance(value, Mapping):
        return {key: _shifted(item, years) for key, item in value.items()}
    if isinstance(value, list):
        return [_shifted(item, years) for item in value]
    return value

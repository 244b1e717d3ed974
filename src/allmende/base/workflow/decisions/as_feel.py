"""Values and parts of a table's inputs as FEEL, so that a rule can be made of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from .axes import Stretch, joined
from .geometry import Region
from .kinds import Kind
from .shapes import Span
from .table import Table


def region_in_feel(table: Table, region: Region, every: Sequence[Sequence[Stretch]]) -> tuple[str, ...]:
    """A cell for each input: together they take what lies in the region, and nothing else.

    ``every`` holds all stretches of each input: they are the same for all regions of a table.
    """
    sides = zip(region.stretches, every, table.inputs, strict=True)
    return tuple(_cell(stretches, whole, column.kind) for stretches, whole, column in sides)


def _cell(stretches: Sequence[Stretch], every: Sequence[Stretch], kind: Kind) -> str:
    if not stretches or len(stretches) == len(every):
        return "-"
    spans = joined(stretches, kind)
    others = next((one.others for one in stretches if one.span is None and not one.missing), None)
    missing = any(one.missing for one in stretches)
    if others is None:
        return ", ".join([*(_span(span) for span in spans), *(["null"] if missing else [])])
    taken = {span.low for span in spans}
    rest = [literal(value) for value in others if value not in taken]
    if not missing and any(one.missing for one in every):  # else a missing value would be taken, too
        rest.append("null")
    return f"not({', '.join(rest)})" if rest else "-"


def _span(span: Span) -> str:
    if span.is_point:
        return literal(span.low)
    if span.low is None:
        return "not(null)" if span.high is None else f"{'<=' if span.high_in else '<'} {literal(span.high)}"
    if span.high is None:
        return f"{'>=' if span.low_in else '>'} {literal(span.low)}"
    ends = "[" if span.low_in else "(", "]" if span.high_in else ")"
    return f"{ends[0]}{literal(span.low)}..{literal(span.high)}{ends[1]}"


def literal(value: Any) -> str:
    """A value as FEEL writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f'date and time("{value.isoformat()}")'
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    if isinstance(value, time):
        return f'time("{value.isoformat()}")'
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)

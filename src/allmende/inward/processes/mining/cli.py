"""``allmende processes figures`` and ``allmende processes xes``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from allmende.base.directory.models import Unit
from allmende.base.workflow.models import ProcessDefinition
from allmende.foundation.cli import JsonOption, TenantOption, chosen_tenant, console, fail, print_json
from allmende.foundation.events.types import SYSTEM

from . import words
from .actions import make, note_export
from .export import csv_lines, xes
from .figures import Figures
from .periods import Period, PeriodError, month_key, read_period
from .shown import Shown

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="Key of the process.", show_default=False)]
FromOption = Annotated[str, typer.Option("--from", help="First month, like 2026-01; else a year back.")]
ToOption = Annotated[
    str, typer.Option("--to", help="Last month, like 2026-12; else the last one that is over.")
]
UnitOption = Annotated[str, typer.Option("--unit", help="Key of an office; else all.")]


def figures(
    key: KeyArgument,
    first: FromOption = "",
    last: ToOption = "",
    unit: UnitOption = "",
    tenant: TenantOption = "",
    as_json: JsonOption = False,
) -> None:
    """How often, how long, in which order: only of groups of five, in whole months that are over."""
    with chosen_tenant(tenant):
        period = _period(key, first, last)
        found = make(key=key, period=period, unit=_unit(unit))
        if as_json:
            print_json({**found.as_json(), "from": month_key(period.first), "to": month_key(period.last)})
        else:
            _tell(found)


def export_log(
    key: KeyArgument,
    file: Annotated[Path | None, typer.Argument(help="File to write; else standard output.")] = None,
    first: FromOption = "",
    last: ToOption = "",
    unit: UnitOption = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV instead of XES.")] = False,
    tenant: TenantOption = "",
) -> None:
    """Write the event log as XES (IEEE 1849), without names, numbers and accounts, of groups of five."""
    with chosen_tenant(tenant):
        period, office = _period(key, first, last), _unit(unit)
        form = "csv" if as_csv else "xes"
        note_export(key=key, period=period, unit=office, form=form, actor=SYSTEM)
        pieces = (csv_lines if as_csv else xes)(key, period, office)
        if file is None:
            sys.stdout.writelines(pieces)
            return
        with file.open("w", encoding="utf-8", newline="") as target:
            target.writelines(pieces)
        console.print(f"{key}: {file.stat().st_size} bytes written to {file}", markup=False)


def _period(key: str, first: str, last: str) -> Period:
    if not ProcessDefinition.objects.filter(key=key).exists():
        raise fail(f"There is no running process {key!r} in this municipality.")
    try:
        return read_period(first, last)
    except PeriodError as error:
        raise fail(str(error)) from None


def _unit(key: str) -> str:
    if not key:
        return ""
    unit = Unit.objects.filter(key=key).first()
    if unit is None:
        raise fail(f"There is no office {key!r} in this municipality.")
    return str(unit.pk)


def _tell(found: Figures) -> None:
    shown = Shown(found)
    for label, value in shown.facts:
        console.print(f"{label}: {value or '–'}", markup=False)
    for row in shown.steps:
        console.print(f"  {row.name}: {row.figures.cases or '–'} × {row.median}", markup=False)
    for way in shown.ways:
        console.print(f"  {way.cases} × {' → '.join(way.names)}", markup=False)
    for row_again in found.again:
        console.print(
            f"  again: {words.name_of(found, row_again.element)} in {row_again.cases}", markup=False
        )
    for text in shown.deviations:
        console.print(f"  {text}", markup=False)

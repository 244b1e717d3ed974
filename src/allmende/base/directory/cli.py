"""``allmende services``: import public services."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from django.db import transaction

from allmende.foundation.cli import (
    JsonOption,
    TenantOption,
    chosen_tenant,
    console,
    fail,
    print_json,
    progress_bar,
)
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tables import TableError, read_table

from .catalogue import COLUMNS, Report, read_entries
from .importing import import_services

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Public services of a municipality.",
)
#: So many refused rows are shown on the screen; --json has them all.
_SHOWN = 20


@app.callback()
def services() -> None:
    """Public services of a municipality."""


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="A CSV file whose first line names the columns.")],
    tenant: TenantOption = "",
    encoding: Annotated[str, typer.Option(help="Encoding of the file, where it is not UTF-8.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report; change nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Import a catalogue of public services; a second run changes only what the file has changed.

    Columns: leika_key, name (needed); type, ozg_service, ozg_key, life_situation, subject. Services that the
    municipality keeps itself are completed, not overwritten. Rows that cannot be used are listed with line
    and reason.

    Example: allmende services import leistungen.csv --tenant musterstadt
    """
    started = time.monotonic()
    with chosen_tenant(tenant):
        try:
            entries, refused = read_entries(read_table(file, required=COLUMNS, encoding=encoding))
        except TableError as error:
            raise fail(str(error)) from None
        with progress_bar("Services", len(entries), quiet=as_json) as advance, transaction.atomic():
            report = import_services(entries=entries, refused=refused, actor=SYSTEM, advance=advance)
            transaction.set_rollback(dry_run)
    _tell(report, dry_run=dry_run, as_json=as_json, seconds=time.monotonic() - started)


def _tell(report: Report, *, dry_run: bool, as_json: bool, seconds: float) -> None:
    if as_json:
        refused = [refusal.as_dict() for refusal in report.refused]
        counts = {"rows": report.rows, "created": report.created, "updated": report.updated}
        counts["unchanged"] = report.unchanged
        print_json({**counts, "refused": refused, "dry_run": dry_run, "seconds": round(seconds, 2)})
        return
    for refusal in report.refused[:_SHOWN]:
        console.print(f"Line {refusal.line}: {refusal.reason} – {refusal.text}", markup=False)
    if len(report.refused) > _SHOWN:
        console.print(f"… and {len(report.refused) - _SHOWN} more; --json lists them all.")
    console.print(
        f"{'Would be: ' if dry_run else ''}{report.created} created, {report.updated} updated, "
        f"{report.unchanged} unchanged, {len(report.refused)} rows refused ({seconds:.1f} s)."
    )

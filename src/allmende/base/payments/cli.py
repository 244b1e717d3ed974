"""``allmende payments``: bank statements, closings, direct debits."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from allmende.foundation.cli import JsonOption, TenantOption, chosen_tenant, console, fail, print_json
from allmende.foundation.events.types import SYSTEM

from .actions import close_day, export_closing, import_statement, order_debits, order_of
from .bank.camt import StatementError
from .errors import PaymentError

app = typer.Typer(no_args_is_help=True, help="Take in bank statements, close days, order direct debits.")


@app.command("import-statement")
def statement(
    file: Annotated[Path, typer.Argument(help="camt.053 in version 02 or 08.", exists=True, dir_okay=False)],
    tenant: TenantOption = "",
    json: JsonOption = False,
) -> None:
    """Take in a bank statement and book what is sure; the same file again changes nothing.

    Example: allmende payments import-statement auszug.xml --tenant musterstadt
    """
    with chosen_tenant(tenant), file.open("rb") as content:
        try:
            found = import_statement(file=content, actor=SYSTEM)
        except StatementError as error:
            raise fail(str(error)) from None
    if json:
        print_json(vars(found))
    else:
        console.print(
            f"{found.lines} movements: {found.booked} assigned, {found.returned} returned, {found.open} left for you, "
            f"{found.known} known before."
        )


@app.command()
def closing(
    date: Annotated[str, typer.Option(help="The day, such as 2026-11-22; today where none is named.")] = "",
    out: Annotated[Path, typer.Option(help="Folder for the files.", file_okay=False)] = Path(),
    tenant: TenantOption = "",
    json: JsonOption = False,
) -> None:
    """Close a day and write its CSV and XML; a day that is closed already gives the same files again.

    Example: allmende payments closing --date 2026-11-22 --out /var/finance
    """
    try:
        day = dt.date.fromisoformat(date) if date else dt.date.today()  # noqa: DTZ011 — as on the wall
        with chosen_tenant(tenant) as town:
            made = close_day(day=day, actor=SYSTEM)
            out.mkdir(parents=True, exist_ok=True)
            names = [f"{town.slug}-{made.number:06d}-{made.day}.{form}" for form in ("csv", "xml")]
            for name in names:
                (out / name).write_bytes(export_closing(closing=made, form=name[-3:]))
    except (PaymentError, ValueError) as error:
        raise fail(str(error)) from None
    if json:
        print_json({"number": made.number, "day": made.day, "files": names, "total": made.total})
    else:
        console.print(f"Closing {made.number} of {made.day}: {', '.join(names)}")


@app.command()
def debits(
    out: Annotated[Path, typer.Option(help="Where the order (pain.008) is written.")],
    tenant: TenantOption = "",
    json: JsonOption = False,
) -> None:
    """Order the direct debits that are due tomorrow: the file is for the bank.

    Example: allmende payments debits --out order.xml
    """
    with chosen_tenant(tenant):
        try:
            run = order_debits(actor=SYSTEM)
        except PaymentError as error:
            raise fail(str(error)) from None
        if run is not None:
            out.write_bytes(order_of(run))
    if json:
        print_json({"order": str(run) if run else None, "file": str(out) if run else None})
    else:
        console.print(f"{run}: written to {out}" if run else "Nothing is to be collected.")

"""``allmende provider``: take over customers, contacts and resources; make a sample of them."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from allmende.foundation.cli import (
    JsonOption,
    TenantOption,
    chosen_tenant,
    console,
    fail,
    print_json,
    progress_bar,
    speak_terminal_language,
)
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tables import TableError

from .orders.cli import bill_command, procedures_command

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Customers and resources of an IT provider.",
)
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only report; change nothing.")]
#: So many refused lines are shown on the screen; --json has more.
_SHOWN = 20


class What(StrEnum):
    """What a list holds."""

    CUSTOMERS = "customers"
    CONTACTS = "contacts"
    RESOURCES = "resources"
    DEPENDENCIES = "dependencies"


@app.callback()
def main(context: typer.Context) -> None:
    """Customers and resources of an IT provider."""
    speak_terminal_language(context)


@app.command("import")
def import_command(
    what: Annotated[
        What, typer.Argument(help="What the file lists; in this order they build on each other.")
    ],
    file: Annotated[Path, typer.Argument(help="A CSV file whose first line names the columns.")],
    tenant: TenantOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take over a list, UTF-8 or Windows-1252, with commas or semicolons; a second run changes only what is different.

    Lines that cannot be used are told with number and reason, and the rest goes on. Columns: docs/provider.md.

    Example: allmende provider import resources leitungen.csv --dry-run --tenant musterstadt
    """
    from .resources.importing.run import import_file

    started = time.monotonic()
    with chosen_tenant(tenant), progress_bar(what.value, None, quiet=as_json) as advance:
        try:
            report = import_file(kind=what.value, path=file, actor=SYSTEM, dry_run=dry_run, advance=advance)
        except TableError as error:
            raise fail(str(error)) from None
    seconds = time.monotonic() - started
    if as_json:
        refused = [refusal.as_dict() for refusal in report.refusals]
        about = {
            "kind": report.kind,
            "sha256": report.sha256,
            "dry_run": dry_run,
            "seconds": round(seconds, 2),
        }
        print_json({**report.counts(), **about, "refusals": refused})
        return
    for refusal in report.refusals[:_SHOWN]:
        console.print(f"Line {refusal.line}: {refusal.reason} – {refusal.text}", markup=False)
    if report.refused > _SHOWN:
        console.print(f"… and {report.refused - _SHOWN} more; --json lists them.")
    told = ", ".join(f"{count} {name}" for name, count in report.counts().items())
    console.print(f"{'Would be: ' if dry_run else ''}{told} ({seconds:.1f} s).", markup=False)


@app.command("offers")
def offers_command(
    file: Annotated[
        Path, typer.Argument(help="A YAML file such as 'allmende provider sample --out' writes.")
    ],
    tenant: TenantOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take over a catalogue: offers with variants, prices and successors; a second run changes only what is different.

    Example: allmende provider offers offers.yaml --tenant musterstadt
    """
    from django.core.exceptions import ValidationError

    from .sample.catalogue import load_offers

    with chosen_tenant(tenant):
        try:
            offers = load_offers(file, actor=SYSTEM)
        except OSError:
            raise fail(f"{file} cannot be read.") from None
        except ValidationError as error:
            raise fail(f"{file.name}: {' '.join(error.messages)}") from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise fail(f"{file.name} is no such catalogue: {type(error).__name__} {error}") from None
    if as_json:
        print_json({"offers": [offer.key for offer in offers]})
    else:
        console.print(f"{len(offers)} offers.", markup=False)


@app.command("sample")
def sample_command(
    schools: Annotated[int, typer.Option(min=10, max=20_000, help="How many schools.")] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same sample.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Folder for four CSV files and the catalogue.")] = None,
    load: Annotated[bool, typer.Option("--load", help="Take the sample over at once.")] = False,
    tenant: TenantOption = "",
    as_json: JsonOption = False,
) -> None:
    """Make an invented provider: schools, bodies, offices, contacts, resources, dependencies. Not for real tenants.

    Example: allmende provider sample --schools 200 --load --tenant musterstadt
    """
    from .models import Institution
    from .sample.load import load_sample
    from .sample.make import write_sample

    if out is None and not load:
        raise fail("Say --out FOLDER to write the lists, or --load to take them over.")
    started = time.monotonic()
    told: dict[str, object] = {}
    if out is not None:
        told["files"] = [str(path) for path in write_sample(out, schools=schools, seed=seed)]
    if load:
        with chosen_tenant(tenant), console.status("Sample") as status:
            there = Institution.objects.filter(kind=Institution.Kind.SCHOOL).count()
            if there not in (0, schools):
                raise fail(
                    f"There are {there} schools already; a sample of {schools} belongs where there are none."
                )
            reports, finding = load_sample(schools=schools, seed=seed, actor=SYSTEM, tell=status.update)
        told |= {report.kind: report.counts() for report in reports}
        told["found"] = vars(finding)
    told["seconds"] = round(time.monotonic() - started, 2)
    if as_json:
        print_json(told)
    else:
        for name, value in told.items():
            console.print(f"{name}: {value}", markup=False, highlight=False)


app.command("bill")(bill_command)
app.command("procedures")(procedures_command)

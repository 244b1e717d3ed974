"""``allmende provider bill`` and ``allmende provider procedures``."""

from __future__ import annotations

from typing import Annotated

import typer

from allmende.foundation.cli import JsonOption, TenantOption, chosen_tenant, console, fail, print_json
from allmende.foundation.events.types import SYSTEM

DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only count; change nothing.")]


def bill_command(
    quarter: Annotated[str, typer.Option(help="Which quarter, such as 2026Q4.")],
    tenant: TenantOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Bill what was in use in a quarter: one claim for each payer. A second run bills only who has no bill yet.

    Example: allmende provider bill --quarter 2026Q3 --dry-run --tenant musterstadt
    """
    from .billing.making import bill_quarter
    from .billing.quarters import Quarter
    from .billing.reading import total_of
    from .errors import OrderError

    try:
        wanted = Quarter.parse(quarter)
    except ValueError as error:
        raise fail(str(error)) from None
    with chosen_tenant(tenant):
        try:
            done = bill_quarter(quarter=wanted, actor=SYSTEM, dry_run=dry_run)
        except OrderError as error:
            raise fail(str(error)) from None
    told = {
        "quarter": str(wanted), "dry_run": dry_run, "bills": done.made, "lines": done.lines, "total": str(done.total),
        "billed_before": done.before, "state": str(total_of(done.billing.state)), "unclear": len(done.billing.unclear),
        "late": done.late, "too_much": str(total_of(done.billing.too_much)),
    }  # fmt: skip
    if as_json:
        print_json(told)
        return
    would = "Would be: " if dry_run else ""
    console.print(f"{would}{done.made} bills with {done.lines} lines, {done.total} Euro.", markup=False)
    console.print(
        f"{done.before} bills were there before. The state bears {told['state']} Euro.", markup=False
    )
    if done.late:
        console.print(f"{done.late} lines were entered late, for earlier quarters.", markup=False)
    if done.billing.too_much:
        console.print(
            f"Earlier bills demand {told['too_much']} Euro too much: reduce those claims.", markup=False
        )
    if done.billing.unclear:
        console.print(f"Of {len(done.billing.unclear)} lines nobody is known to pay.", markup=False)


def procedures_command(
    unit: Annotated[str, typer.Option(help="Key of the office that works on orders and questions.")],
    filing_plan: Annotated[str, typer.Option(help="Where their files go; by default the first place.")] = "",
    tenant: TenantOption = "",
    as_json: JsonOption = False,
) -> None:
    """Publish the procedures for orders and questions as they come with Allmende; the same again changes nothing.

    Example: allmende provider procedures --unit hauptamt --tenant musterstadt
    """
    from allmende.base.directory.models import Unit
    from allmende.base.procedures.actions import FolderError

    from .actions import install_procedures

    with chosen_tenant(tenant):
        office = Unit.objects.filter(key=unit).first()
        if office is None:
            raise fail(f"The directory has no office {unit!r}.")
        try:
            versions = install_procedures(unit=office, actor=SYSTEM, filing_plan=filing_plan)
        except FolderError as error:
            raise fail("\n".join(error.findings)) from None
        told = [{"key": version.procedure.key, "version": version.number} for version in versions]
    if as_json:
        print_json({"procedures": told})
    else:
        for row in told:
            console.print(f"{row['key']}: version {row['version']}", markup=False)

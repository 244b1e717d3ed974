"""``allmende events``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from allmende.foundation.cli import JsonOption, console, fail, print_json, progress_bar
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant

from .actions import write_checkpoint
from .models import Event
from .verify import verify as verify_log

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The event log.")
TenantSlug = Annotated[
    str, typer.Option("--tenant", "-t", help="Slug of one municipality; all of them where left out.")
]


def _tenants(slug: str) -> list[Tenant]:
    found = list(Tenant.objects.filter(slug=slug) if slug else Tenant.objects.order_by("slug"))
    if slug and not found:
        raise fail(f"There is no municipality {slug!r}.")
    return found


@app.command()
def verify(tenant: TenantSlug = "", json: JsonOption = False) -> None:
    """Check that no event was changed, dropped, moved or inserted; names the first broken stream.

    Exit status 1 where the log does not hold. Example: allmende events verify --tenant musterstadt
    """
    results = {}
    for town in _tenants(tenant):
        with use_tenant(town), progress_bar(town.name, Event.objects.count(), quiet=json) as advance:
            seen = 0

            def show(done: int) -> None:
                nonlocal seen
                advance(done - seen)
                seen = done

            results[town.slug] = verify_log(show)
    if json:
        print_json({slug: asdict(verdict) for slug, verdict in results.items()})
    for slug, verdict in results.items():
        if verdict.fault and not json:
            fault = verdict.fault
            console.print(f"[red]{slug}: stream {fault.stream}, event {fault.seq}: {fault.reason}[/red]")
        elif not json:
            console.print(
                f"{slug}: {verdict.events} events in {verdict.streams} streams hold, {verdict.checkpoints} checkpoints"
            )
    if any(verdict.fault for verdict in results.values()):
        raise typer.Exit(1)


@app.command()
def checkpoint(tenant: TenantSlug = "", json: JsonOption = False) -> None:
    """Seal the log now with a Merkle root over all streams (the worker does it every hour).

    Example: allmende events checkpoint --json
    """
    roots: dict[str, dict[str, object]] = {}
    for town in _tenants(tenant):
        with use_tenant(town):
            sealed = write_checkpoint()
        if sealed:
            roots[town.slug] = {"position": sealed.position, "root": sealed.root}
        if not json:
            console.print(
                f"{town.slug}: {f'sealed up to event {sealed.position}' if sealed else 'nothing new'}"
            )
    if json:
        print_json(roots)

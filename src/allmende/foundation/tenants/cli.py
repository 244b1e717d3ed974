"""``allmende tenants``."""

from __future__ import annotations

from typing import Annotated

import typer

from allmende.foundation.cli import JsonOption, console, fail, print_json

from .actions import HostnameTakenError, save_tenant
from .models import Tenant

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The municipalities of this installation.")


@app.command()
def save(
    slug: Annotated[str, typer.Argument(help="Short name in addresses and commands")],
    name: Annotated[str, typer.Option(help="Name that people read")],
    host: Annotated[list[str], typer.Option(help="Host name it is served under; may be given several times")],
    state: Annotated[str, typer.Option(help="Federal state for holidays, as in ISO 3166-2:DE")] = "HE",
    json: JsonOption = False,
) -> None:
    """Create a municipality, or change its name, state and host names.

    Example: allmende tenants save musterstadt --name Musterstadt --state HE --host service.musterstadt.example
    """
    try:
        tenant = save_tenant(slug=slug, name=name, state=state, hosts=host)
    except HostnameTakenError as error:
        raise fail(str(error)) from None
    if json:
        print_json({"slug": tenant.slug, "name": tenant.name, "state": tenant.state, "hosts": sorted(host)})
    else:
        console.print(f"{tenant.name} ({tenant.slug}) is served under {', '.join(host)}")


@app.command(name="list")
def list_tenants(json: JsonOption = False) -> None:
    """List the municipalities.

    Example: allmende tenants list --json
    """
    rows = [
        {"slug": t.slug, "name": t.name, "state": t.state, "hosts": sorted(h.name for h in t.hostnames.all())}
        for t in Tenant.objects.prefetch_related("hostnames").order_by("slug")
    ]
    if json:
        print_json(rows)
    for row in rows if not json else ():
        console.print(f"{row['slug']:<20}{row['name']:<30}{', '.join(row['hosts'])}")

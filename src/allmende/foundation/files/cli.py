"""``allmende files``: verify the stored files."""

from __future__ import annotations

import typer

from allmende.foundation.cli import JsonOption, TenantOption, chosen_tenant, console, print_json, progress_bar

from .models import StoredFile
from .upkeep import verify_files

app = typer.Typer(no_args_is_help=True, help="Verify the stored files.")


@app.callback()
def files() -> None:
    """Verify the stored files."""


@app.command()
def verify(tenant: TenantOption = "", json: JsonOption = False) -> None:
    """Hash every stored file again and name each one that is missing or changed; exit status 1 where there is one.

    Example: allmende files verify --tenant musterstadt
    """
    with chosen_tenant(tenant):
        total = StoredFile.objects.values("sha256").distinct().count()
        with progress_bar("Verifying files", total, quiet=json) as advance:
            damages = list(verify_files(progress=advance))
    if json:
        print_json({"contents": total, "damaged": [vars(damage) for damage in damages]})
    else:
        for damage in damages:
            console.print(f"[red]{damage.reason}[/red] {damage.name} ({damage.path})")
        console.print(f"{total} contents verified, {len(damages)} damaged.")
    if damages:
        raise typer.Exit(1)

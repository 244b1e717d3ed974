"""``allmende files``: verify the stored files, encrypt them with a new key."""

from __future__ import annotations

import typer

from allmende.foundation.cli import JsonOption, TenantOption, chosen_tenant, console, print_json, progress_bar

from .models import StoredFile
from .storage import prepare_storage
from .upkeep import Damage, reseal_files, verify_files

app = typer.Typer(no_args_is_help=True, help="Verify and encrypt the stored files.")


@app.callback()
def files() -> None:
    """Verify and encrypt the stored files."""


@app.command()
def verify(tenant: TenantOption = "", json: JsonOption = False) -> None:
    """Hash every stored file again and name each one that is missing or changed; exit status 1 where there is one.

    Example: allmende files verify --tenant musterstadt
    """
    with chosen_tenant(tenant):
        total = StoredFile.objects.values("sha256").distinct().count()
        with progress_bar("Verifying files", total, quiet=json) as advance:
            damages = list(verify_files(progress=advance))
    _report(total, damages, json=json, done="verified")


@app.command()
def reseal(tenant: TenantOption = "", json: JsonOption = False) -> None:
    """Encrypt with the newest data key what is under an older one; then the older one may leave ALLMENDE_DATA_KEY.

    Safe to stop and to repeat. Example: allmende files reseal --tenant musterstadt
    """
    with chosen_tenant(tenant):
        total = StoredFile.objects.values("sha256").distinct().count()
        with progress_bar("Encrypting files", total, quiet=json) as advance:
            damages = list(reseal_files(progress=advance))
    _report(total, damages, json=json, done="encrypted")


@app.command()
def prepare(json: JsonOption = False) -> None:
    """Make the bucket of ALLMENDE_FILES_URL where it is missing; a folder needs nothing.

    Example: allmende files prepare
    """
    made = prepare_storage()
    if json:
        print_json({"made": made})
    else:
        console.print("The bucket has been made." if made else "The place for files is there.")


def _report(total: int, damages: list[Damage], *, json: bool, done: str) -> None:
    if json:
        print_json({"contents": total, "damaged": [vars(damage) for damage in damages]})
    else:
        for damage in damages:
            console.print(f"[red]{damage.reason}[/red] {damage.name} ({damage.path})")
        console.print(f"{total} contents {done}, {len(damages)} damaged.")
    if damages:
        raise typer.Exit(1)

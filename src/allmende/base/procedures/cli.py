"""``allmende procedures``: check, export, import and compare procedures as folders of files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

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

from .actions import FolderError, export_folder, import_folder
from .checks import Finding, check_folder
from .folder import Folder, diff_folders, make_folder, read_folder
from .models import ProcedureVersion
from .queries import current_version, folder_of

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Check, export, import and compare procedures."
)
Folders = Annotated[
    list[Path], typer.Argument(help="Folders, each with a procedure.yaml.", show_default=False)
]
Key = Annotated[str, typer.Argument(help="Key of a published procedure, such as hundesteuer-anmeldung.")]
OneFolder = Annotated[Path, typer.Argument(help="Folder of the procedure's files.", show_default=False)]


@app.command(epilog="Example: allmende procedures check demo/procedures/* --tenant musterstadt")
def check(folders: Folders, tenant: TenantOption = "", as_json: JsonOption = False) -> None:
    """Say what does not fit together, before anything is published. Ends with status 1 where something must change."""
    with chosen_tenant(tenant):
        found = {str(path): _findings(path) for path in folders}
    if as_json:
        print_json({path: [vars(finding) for finding in findings] for path, findings in found.items()})
    else:
        for path, findings in found.items():
            _show(path, findings)
    if any(finding.fatal for findings in found.values() for finding in findings):
        raise typer.Exit(1)


@app.command(
    "import", epilog="Example: allmende procedures import demo/procedures/dog-tax --tenant musterstadt"
)
def import_(folders: Folders, tenant: TenantOption = "", as_json: JsonOption = False) -> None:
    """Publish folders as the newest versions; the same files again change nothing."""
    done: list[dict[str, Any]] = []
    failed = False
    with chosen_tenant(tenant), progress_bar("Procedures", len(folders), quiet=as_json) as advance:
        for path in folders:
            outcome = _imported(path)
            failed |= "errors" in outcome
            done.append(outcome)
            advance()
    if as_json:
        print_json(done)
    else:
        for outcome in done:
            _tell(outcome)
    if failed:
        raise typer.Exit(1)


@app.command(epilog="Example: allmende procedures export hundesteuer-anmeldung ./dog-tax")
def export(key: Key, folder: OneFolder, tenant: TenantOption = "", as_json: JsonOption = False) -> None:
    """Write the files of the current version."""
    with chosen_tenant(tenant):
        version = _version(key)
        written = [str(path) for path in export_folder(version, folder)]
        if as_json:
            print_json({"key": key, "number": version.number, "sha256": version.sha256, "files": written})
        else:
            console.print(f"{key}, version {version.number}: {len(written)} files written to {folder}")


@app.command(epilog="Example: allmende procedures diff hundesteuer-anmeldung ./dog-tax")
def diff(key: Key, folder: OneFolder, tenant: TenantOption = "", as_json: JsonOption = False) -> None:
    """Compare the current version with a folder. Ends with status 1 where they differ."""
    with chosen_tenant(tenant):
        lines = diff_folders(make_folder(folder_of(_version(key))), _read(folder, fail_with_message))
    if as_json:
        print_json({"key": key, "same": not lines, "diff": lines})
    else:
        typer.echo("\n".join(lines) if lines else f"{key}: no difference")
    if lines:
        raise typer.Exit(1)


def fail_with_message(error: FolderError) -> Folder:
    """End the command with what is wrong."""
    raise fail("\n".join(error.findings))


def _read(path: Path, otherwise: Callable[[FolderError], Folder]) -> Folder:
    try:
        return read_folder(path)
    except FolderError as error:
        return otherwise(error)


def _findings(path: Path) -> list[Finding]:
    try:
        return check_folder(read_folder(path))
    except FolderError as error:
        return [Finding("folder", path.name, message) for message in error.findings]


def _imported(path: Path) -> dict[str, Any]:
    try:
        before = current_version(read_folder(path).manifest.key)
        version = import_folder(path, SYSTEM)
    except FolderError as error:
        return {"folder": str(path), "errors": error.findings}
    same = before is not None and before.pk == version.pk
    return {
        "folder": str(path), "key": version.procedure.key, "number": version.number,
        "sha256": version.sha256, "new": not same,
    }  # fmt: skip


def _tell(outcome: dict[str, Any]) -> None:
    if "errors" in outcome:
        console.print(f"[red]{outcome['folder']} was not imported:[/red]")
        for message in outcome["errors"]:
            console.print(f"  {message}", markup=False)
        return
    state = "published" if outcome["new"] else "unchanged"
    console.print(f"{outcome['key']}: version {outcome['number']}, {state}")


def _show(path: str, findings: list[Finding]) -> None:
    if not findings:
        console.print(f"[green]{path}: everything fits[/green]")
        return
    console.print(f"{path}:")
    for finding in findings:
        kind = "error" if finding.fatal else "note"
        console.print(f"  {kind}: {finding.place}: {finding.message}", markup=False)


def _version(key: str) -> ProcedureVersion:
    version = current_version(key)
    if version is None:
        raise fail(f"There is no published procedure {key!r} in this municipality.")
    return version

"""Commands of the installation as a whole: check, serve, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core import checks as django_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from allmende.foundation.cli import JsonOption, console, fail, print_json, progress_bar

from . import backup as archive
from . import probes


def check(
    json: JsonOption = False,
    deploy: Annotated[bool, typer.Option(help="Also say what production needs.")] = False,
) -> None:
    """Check settings, database and files; each finding has an id and a hint.

    Exit status 1 where something is wrong. Example: allmende check --deploy
    """
    found = django_checks.run_checks(include_deployment_checks=deploy)
    rows = [_row(item) for item in found if not item.is_silenced()]
    rows += _database_findings()
    failed = any(row["level"] == "error" for row in rows)
    if json:
        print_json({"ok": not failed, "findings": rows})
    else:
        for row in rows:
            console.print(f"[bold]{row['level']}[/bold] {row['id']}: {row['message']}")
            if row["hint"]:
                console.print(f"        {row['hint']}")
        if not rows:
            console.print("All is well.")
    if failed:
        raise typer.Exit(1)


def _row(item: django_checks.CheckMessage) -> dict[str, str]:
    return {"id": item.id or "", "level": _level(item), "message": item.msg, "hint": item.hint or ""}


def _level(item: django_checks.CheckMessage) -> str:
    if item.level >= django_checks.ERROR:
        return "error"
    return "warning" if item.level >= django_checks.WARNING else "note"


def _database_findings() -> list[dict[str, str]]:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        hint = "Is the database running, and is ALLMENDE_DATABASE_URL right?"
        return [_error("allmende.config.E010", "The database cannot be reached.", hint)]
    if pending:
        message = f"{len(pending)} migrations are not applied."
        return [_error("allmende.config.E011", message, "Run 'allmende django migrate'.")]
    return [_row(item) for item in probes.findings()]


def _error(key: str, message: str, hint: str) -> dict[str, str]:
    return {"id": key, "level": "error", "message": message, "hint": hint}


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at.")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes; 0: as the setting says.")] = 0,
) -> None:
    """Serve the web pages until stopped.

    Example: allmende serve --port 8000
    """
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "allmende.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or settings.ENVIRONMENT.workers,
        blocking_threads=2,
        backlog=1024,
        respawn_failed_workers=True,
        log_access=False,
    ).serve()


def backup(
    file: Annotated[Path, typer.Argument(help="Archive to write, .tar.gz")], json: JsonOption = False
) -> None:
    """Write the database and all files into one archive; may run while the installation serves.

    Example: allmende backup /backups/allmende-2026-11-22.tar.gz
    """
    with progress_bar("Writing", None, quiet=json) as advance:
        report = archive.write(file, progress=advance)
    _tell(f"{file}:", file, report, json=json)


def restore(
    file: Annotated[Path, typer.Argument(help="Archive that 'backup' wrote", exists=True)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask: what is here now is replaced.")] = False,
    json: JsonOption = False,
) -> None:
    """Put an archive back in place of what is here now; stop web and worker before.

    Example: allmende restore /backups/allmende-2026-11-22.tar.gz --yes
    """
    if not yes:
        typer.confirm("Everything that is here now is replaced. Go on?", abort=True)
    try:
        with progress_bar("Restoring", None, quiet=json) as advance:
            report = archive.read(file, progress=advance)
    except archive.ArchiveError as error:
        raise fail(str(error)) from None
    _tell("Restored:", file, report, json=json)
    if not json:
        console.print("Now run 'allmende events verify'.")


def _tell(done: str, file: Path, report: archive.Report, *, json: bool) -> None:
    if json:
        print_json({"archive": str(file), "database_bytes": report.database_bytes, "files": report.files})
    else:
        console.print(f"{done} database {report.database_bytes:,} bytes, {report.files} files")

"""``allmende decisions``: check, import, export and ask decision tables (DMN)."""

from __future__ import annotations

import json
import sys
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
    speak_terminal_language,
)
from allmende.foundation.events.types import SYSTEM

from .actions import publish_decision
from .checks import check_decision
from .findings import DecisionRefusedError
from .models import DecisionVersion
from .queries import compiled_decision, current_decision
from .results import DecisionError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Check, import, export and ask decision tables (DMN)."
)
File = Annotated[Path, typer.Argument(help="A DMN file of any tool.", show_default=False)]
Key = Annotated[str, typer.Argument(help="Key of published tables, such as gebuehren.", show_default=False)]


@app.callback()
def _start(context: typer.Context) -> None:
    speak_terminal_language(context)


@app.command(epilog="Example: allmende decisions check gebuehren.dmn")
def check(
    files: Annotated[list[Path], typer.Argument(help="DMN files of any tool.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Say what cannot be run, what no rule takes and which rules contradict. Ends with status 1 on an error."""
    found = {str(file): check_decision(_read(file)) for file in files}
    if as_json:
        print_json({file: [vars(finding) for finding in findings] for file, findings in found.items()})
    else:
        for file, findings in found.items():
            console.print(f"{file}: " + ("" if findings else "everything fits"), markup=False)
            for finding in findings:
                console.print(f"  {finding.level}: {finding}", markup=False)
    if any(finding.level == "error" for findings in found.values() for finding in findings):
        raise typer.Exit(1)


@app.command("import", epilog="Example: allmende decisions import gebuehren.dmn --key gebuehren")
def import_(
    file: File,
    key: Annotated[str, typer.Option(help="Key of the tables; else the file's name.")] = "",
    tenant: TenantOption = "",
    as_json: JsonOption = False,
) -> None:
    """Publish tables that all processes of the municipality may ask; the same file again changes nothing."""
    with chosen_tenant(tenant):
        before = current_decision(key or file.stem)
        try:
            version = publish_decision(key=key or file.stem, dmn=_read(file), actor=SYSTEM)
        except DecisionRefusedError as error:
            raise fail(f"{file.name}: {error}") from None
        outcome: dict[str, Any] = {
            "key": key or file.stem, "number": version.number, "sha256": version.sha256,
            "new": before != version, "decisions": compiled_decision(version).names,
        }  # fmt: skip
    if as_json:
        print_json(outcome)
    else:
        console.print(f"{outcome['key']}: version {version.number}", markup=False)


@app.command(epilog="Example: allmende decisions export gebuehren > gebuehren.dmn")
def export(key: Key, tenant: TenantOption = "") -> None:
    """Write the newest version as it was imported, byte for byte."""
    with chosen_tenant(tenant):
        sys.stdout.write(_version(key).dmn)


@app.command(epilog="""Example: allmende decisions ask gebuehren --values '{"days": 3}'""")
def ask(
    key: Key,
    values: Annotated[str, typer.Option(help="The inputs as a JSON object.")] = "{}",
    decision: Annotated[str, typer.Option(help="Id of a decision; else the main one.")] = "",
    tenant: TenantOption = "",
    as_json: JsonOption = False,
) -> None:
    """Ask the tables and say which rules hit."""
    try:
        inputs = json.loads(values)
    except ValueError as error:
        raise fail(f"--values is no JSON: {error}") from None
    if not isinstance(inputs, dict):
        raise fail("--values must be a JSON object")
    with chosen_tenant(tenant):
        try:
            result = compiled_decision(_version(key)).decide(inputs, decision)
        except DecisionError as error:
            raise fail(str(error)) from None
    if as_json:
        hits = [str(hit) for hit in result.hits]
        print_json({"value": result.value, "values": dict(result.values), "hits": hits})
    else:
        console.print(result.words, markup=False)


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise fail(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise fail(f"{file} is not UTF-8 text") from None


def _version(key: str) -> DecisionVersion:
    version = current_decision(key)
    if version is None:
        raise fail(f"There are no decision tables {key!r} in this municipality.")
    return version

"""``allmende processes``: import, export and list process models."""

from __future__ import annotations

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

from .actions import import_model
from .bpmn.report import Report, report_on
from .bpmn.tree import UnreadableModelError
from .mining.cli import export_log, figures
from .models import ProcessModel
from .operating.cli import migrate
from .queries import content_of, current_content, find_model

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Import and export BPMN models, change running processes.",

)  # fmt: skip


app.command(
    epilog="Example: allmende processes migrate hundesteuer --from 1 --to 2 --map check=check2 --dry-run --json"
)(migrate)


@app.callback()
def _start(context: typer.Context) -> None:
    speak_terminal_language(context)


@app.command("import", epilog="Example: allmende processes import hundesteuer.bpmn --json")
def import_(
    file: Annotated[Path, typer.Argument(help="A BPMN 2.0 file of any tool.", show_default=False)],
    name: Annotated[str, typer.Option(help="Name of the process; else as in the file.")] = "",
    tenant: TenantOption = "",
    as_json: JsonOption = False,
) -> None:
    """Open a model and keep it byte for byte; one without a layout gets one. Says what keeps it from running."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise fail(f"{file}: {error.strerror}") from None
    with chosen_tenant(tenant):
        try:
            report = report_on(content)
            model = import_model(content=content, file_name=file.name, actor=SYSTEM, name=name)
        except UnreadableModelError as error:
            raise fail(f"{file.name}: {error}") from None
        if as_json:
            print_json(as_data(model, report))
        else:
            _tell(model, report)


@app.command(epilog="Example: allmende processes export hundesteuer > hundesteuer.bpmn")
def export(
    model_id: Annotated[
        str, typer.Argument(metavar="ID", help="The id that the import reported.", show_default=False)
    ],
    file: Annotated[Path | None, typer.Argument(help="File to write; else standard output.")] = None,
    original: Annotated[bool, typer.Option("--original", help="The file as it was imported.")] = False,
    tenant: TenantOption = "",
) -> None:
    """Write a model's newest state: byte for byte as imported, until somebody changes it."""
    with chosen_tenant(tenant):
        model = find_model(model_id)
        if model is None:
            raise fail(f"There is no process model {model_id!r} in this municipality.")
        first = model.states.order_by("number").first() if original else None
        content = content_of(first) if first else current_content(model)
    if file is None:
        sys.stdout.buffer.write(content)
    else:
        file.write_bytes(content)
        console.print(f"{model.name}: {len(content)} bytes written to {file}", markup=False)


app.command("figures", epilog="Example: allmende processes figures hundesteuer --from 2026-01 --json")(
    figures
)
app.command("xes", epilog="Example: allmende processes xes hundesteuer log.xes")(export_log)


@app.command("list", epilog="Example: allmende processes list --json")
def list_(tenant: TenantOption = "", as_json: JsonOption = False) -> None:
    """The models of a municipality."""
    with chosen_tenant(tenant):
        found = ProcessModel.objects.filter(kind=ProcessModel.Kind.PROCESS).order_by("name", "id")
        rows = list(found.values("key", "name", "status", "changed_at"))
    if as_json:
        print_json(rows)
    for row in [] if as_json else rows:
        typer.echo(f"{row['key']}\t{row['name']}")


def as_data(model: ProcessModel, report: Report) -> dict[str, Any]:
    """What ``import --json`` prints."""
    return {
        "id": model.key,
        "processes": report.processes,
        "elements": report.elements,
        "executable": report.executable,
        "todo": [
            {"element": item.element, "name": item.name, "reason": item.message} for item in report.todo
        ],
        "warnings": report.warnings,
    }


def _tell(model: ProcessModel, report: Report) -> None:
    console.print(f"{model.name} ({model.key}): {report.elements} elements", markup=False)
    console.print("It can run as it is." if report.executable else "It documents; to let it run:")
    for item in report.todo:
        console.print(f"  {item}", markup=False)
    for warning in report.warnings:
        console.print(f"  note: {warning}", markup=False)

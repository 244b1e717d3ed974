"""``allmende processes migrate``: running instances change to another version."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from allmende.base.workflow.actions import OperatingError, Verdict, migrate_instances, plan_migration
from allmende.base.workflow.compiled import compiled
from allmende.base.workflow.engine.changing import suggested
from allmende.base.workflow.models import ProcessVersion
from allmende.foundation.cli import JsonOption, TenantOption, chosen_tenant, console, fail, print_json
from allmende.foundation.events.types import SYSTEM


def migrate(
    process: Annotated[str, typer.Argument(help="Key of the process.", show_default=False)],
    before: Annotated[int, typer.Option("--from", help="Number of the version that they run on.")],
    after: Annotated[int, typer.Option("--to", help="Number of the version that they shall run on.")],
    mapped: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="OLD=NEW", help="An element that is called otherwise."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; stands in the log. Not needed for a dry run.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    tenant: TenantOption = "",
    as_json: JsonOption = False,
) -> None:
    """Change running instances to another version; those that cannot stay, and say why.

    Elements of the same key, or the only ones of the same name and kind, are found without being mapped.
    """
    with chosen_tenant(tenant):
        old, new = _version(process, before), _version(process, after)
        mapping = suggested(compiled(old.pk), compiled(new.pk)) | _pairs(mapped or [])
        mapping = {source: target for source, target in mapping.items() if source != target}
        try:
            if dry_run:
                verdicts = list(plan_migration(before=old, after=new, mapping=mapping))
            else:
                found = migrate_instances(before=old, after=new, mapping=mapping, reason=reason, actor=SYSTEM)
                verdicts = list(found)
        except OperatingError as error:
            raise fail(str(error)) from None
        if as_json:
            print_json(as_data(verdicts, mapping, dry_run=dry_run))
        else:
            _tell(verdicts, dry_run=dry_run)


def _version(process: str, number: int) -> ProcessVersion:
    found = ProcessVersion.objects.filter(definition__key=process, number=number).first()
    if found is None:
        raise fail(f"There is no version {number} of a process {process!r} in this municipality.")
    return found


def _pairs(mapped: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in mapped]
    if wrong := [source for source, equals, target in pairs if not (source and equals and target)]:
        raise fail(f"--map wants OLD=NEW, not {wrong[0]!r}.")
    return {source: target for source, _equals, target in pairs}


def as_data(verdicts: list[Verdict], mapping: dict[str, str], *, dry_run: bool) -> dict[str, Any]:
    """What ``--json`` prints."""
    return {
        "dry_run": dry_run,
        "mapping": mapping,
        "can" if dry_run else "changed": sum(not verdict.objections for verdict in verdicts),
        "cannot": [
            {
                "instance": str(verdict.instance_id),
                "subject": verdict.subject,
                "reasons": [
                    {"element": one.element, "name": one.name, "reason": one.reason}
                    for one in verdict.objections
                ],
            }
            for verdict in verdicts
            if verdict.objections
        ],
    }


def _tell(verdicts: list[Verdict], *, dry_run: bool) -> None:
    stay = [verdict for verdict in verdicts if verdict.objections]
    done = "can change" if dry_run else "changed"
    console.print(f"{len(verdicts) - len(stay)} {done}, {len(stay)} stay as they are.")
    for verdict in stay:
        for one in verdict.objections:
            console.print(f"  {verdict.subject}, {one.name}: {one.reason}", markup=False)

"""``allmende processes migrate``: running instances change to another version."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

import typer

from allmende.base.workflow.actions import Change, OperatingError, Verdict, migrate_instances, plan_migration
from allmende.base.workflow.compiled import compiled
from allmende.base.workflow.engine.changing import Objection, suggested
from allmende.base.workflow.models import ProcessVersion
from allmende.foundation.cli import JsonOption, TenantOption, chosen_tenant, console, fail, print_json
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.numbers import whole_number


def migrate(
    process: Annotated[str, typer.Argument(help="Key of the process.", show_default=False)],
    before: Annotated[int, typer.Option("--from", help="Number of the version that they run on.")],
    after: Annotated[int, typer.Option("--to", help="Number of the version that they shall run on.")],
    mapped: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="[PROCESS:]OLD=NEW",
            help="An element that is called otherwise; with PROCESS of a called process.",
        ),
    ] = None,
    called: Annotated[
        list[str] | None,
        typer.Option(
            "--called",
            metavar="PROCESS:FROM=TO",
            help="Running called processes change, too; without it they stay on their version.",
        ),
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
        pairs, inside = _pairs("--map", mapped or []), _pairs("--called", called or [])
        if unknown := {key for key, _source in pairs} - {"", process, *(key for key, _source in inside)}:
            raise fail(f"--map names the process {min(unknown)!r}, which is not to change.")
        whole = _change(process, before, after, _of("", pairs) | _of(process, pairs))
        changes = [
            _change(key, _number(source), _number(target), _of(key, pairs))
            for (key, source), target in inside.items()
        ]
        verdicts = _verdicts(whole, changes, reason, dry_run=dry_run)
        if as_json:
            print_json(as_data(verdicts, dict(whole.mapping), dry_run=dry_run))
        else:
            _tell(verdicts, dry_run=dry_run)


def _verdicts(whole: Change, called: list[Change], reason: str, *, dry_run: bool) -> list[Verdict]:
    before, after, mapping = whole.before, whole.after, whole.mapping
    try:
        if dry_run:
            return list(plan_migration(before=before, after=after, mapping=mapping, called=called))
        changed = migrate_instances(
            before=before, after=after, mapping=mapping, called=called, reason=reason, actor=SYSTEM
        )
        return list(changed)
    except OperatingError as error:
        raise fail(str(error)) from None


def _version(process: str, number: int) -> ProcessVersion:
    found = ProcessVersion.objects.filter(definition__key=process, number=number).first()
    if found is None:
        raise fail(f"There is no version {number} of a process {process!r} in this municipality.")
    return found


def _change(process: str, before: int, after: int, named: dict[str, str]) -> Change:
    """With what is found by key and name, and what ``named`` says."""
    old, new = _version(process, before), _version(process, after)
    mapping = suggested(compiled(old.pk), compiled(new.pk)) | named
    return Change(old, new, {source: target for source, target in mapping.items() if source != target})


def _of(process: str, pairs: dict[tuple[str, str], str]) -> dict[str, str]:
    return {source: target for (key, source), target in pairs.items() if key == process}


def _number(text: str) -> int:
    if (number := whole_number(text)) is None:
        raise fail(f"--called wants PROCESS:FROM=TO with numbers of versions, not {text!r}.")
    return number


def _pairs(option: str, mapped: list[str]) -> dict[tuple[str, str], str]:
    """``[PROCESS:]OLD=NEW`` as (process or nothing, old) → new."""
    found = {}
    for text in mapped:
        left, _equals, target = text.partition("=")
        process, _colon, source = left.rpartition(":")
        if not (source and target):
            raise fail(f"{option} wants OLD=NEW, not {text!r}.")
        found[process, source] = target
    return found


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
                "reasons": _reasons(verdict.objections),
            }
            for verdict in verdicts
            if verdict.objections
        ],
        "called": [
            {
                "instance": str(one.instance_id),
                "caller": str(verdict.instance_id),
                "process": one.before.definition.key,
                "from": one.before.number,
                "to": one.after.number if one.after and one.changes else None,
                "reasons": _reasons(one.objections),
            }
            for verdict in verdicts
            for one in verdict.called
        ],
    }


def _reasons(objections: list[Objection]) -> list[dict[str, str]]:
    return [{"element": one.element, "name": one.name, "reason": one.reason} for one in objections]


def _tell(verdicts: list[Verdict], *, dry_run: bool) -> None:
    stay = [verdict for verdict in verdicts if verdict.objections]
    done = "can change" if dry_run else "changed"
    console.print(f"{len(verdicts) - len(stay)} {done}, {len(stay)} stay as they are.")
    for verdict in stay:
        _tell_reasons(verdict.subject, verdict.objections)
    called = Counter(
        (one.before, one.after if one.changes else None) for verdict in verdicts for one in verdict.called
    )
    for (before, after), count in called.items():
        goal = f"to version {after.number}" if after else "stay on it"
        console.print(f"Called: {count} of {before.definition.key}, version {before.number}: {goal}.")
    for verdict in verdicts:
        for one in verdict.called:
            _tell_reasons(f"{verdict.subject}, {one.before.definition.key}", one.objections)


def _tell_reasons(about: str, objections: list[Objection]) -> None:
    for one in objections:
        console.print(f"  {about}, {one.name}: {one.reason}", markup=False)

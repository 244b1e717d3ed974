"""Address plans: line by line, or from a list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.tables import Refusal, TableRow
from allmende.provider.connectivity.addresses import read_network, usual
from allmende.provider.connectivity.events import AddressChangeRemoved, AddressChangeSaved, PlanImported
from allmende.provider.connectivity.models import AddressChange
from allmende.provider.connectivity.plan import KIND, Ground, ground
from allmende.provider.transitions.access import By, actor, held, require_coordinator
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Measure


@dataclass(frozen=True)
class PlanReport:
    """What an import did: lines that are in the plan now, and those that cannot be used."""

    saved: int
    refusals: tuple[Refusal, ...]


@transaction.atomic
def save_change(*, measure: Measure, old: str, new: str, line: str = "", by: By) -> AddressChange:
    """Enter a line, or change the one of this old address; its owner is who the register says.

    Raises ``TransitionError`` with a sentence for what is no address, or an old one that nobody has.
    """
    require_coordinator(by)
    _require_renumbering(measure)
    read = _read(old, new, line, ground())
    row, _new = AddressChange.objects.update_or_create(
        measure=measure, old=read.old,
        defaults={"institution_id": read.institution_id, "new": read.new, "line": read.line},
    )  # fmt: skip
    event = AddressChangeSaved(measure=measure.pk, institution=row.institution_id, old=row.old, new=row.new)
    record(event, stream=measure.programme.stream, actor=actor(by))
    return row


@transaction.atomic
def import_plan(*, measure: Measure, rows: Iterable[TableRow | Refusal], by: By) -> PlanReport:
    """Take lines over (old, new, line): new ones are added, those of the same old address changed, others stay."""
    require_coordinator(by)
    _require_renumbering(measure)
    on, refusals, found = ground(), [], {}
    digest = hashlib.sha256()
    for row in rows:
        if isinstance(row, Refusal):
            words = _("This line has more or fewer columns than the first one, or a quotation mark too many.")
            refusals.append(Refusal(row.line, words, row.text))
            continue
        try:
            read = _read(row["old"], row["new"], row["line"], on)
        except TransitionError as error:
            refusals.append(Refusal(row.line, str(error), row["old"][:80]))
            continue
        if read.old in found:
            refusals.append(Refusal(row.line, _("This old address stands in the list twice."), read.old))
            continue
        read.measure = measure
        found[read.old] = read
        digest.update(f"{read.old};{read.new};{read.line}\n".encode())
    there = {row.old: row.pk for row in AddressChange.objects.filter(measure=measure)}
    changed = [read for old, read in found.items() if old in there]
    for read in changed:
        read.pk = there[read.old]
    AddressChange.objects.bulk_update(changed, ["institution", "new", "line"], batch_size=500)
    AddressChange.objects.bulk_create(
        [read for old, read in found.items() if old not in there], batch_size=500
    )
    event = PlanImported(
        measure=measure.pk, saved=len(found), refused=len(refusals), sha256=digest.hexdigest()
    )
    record(event, stream=measure.programme.stream, actor=actor(by))
    return PlanReport(len(found), tuple(refusals))


@transaction.atomic
def remove_change(*, change: AddressChange, by: By) -> None:
    """Take a line out."""
    require_coordinator(by)
    _require_renumbering(change.measure)
    event = AddressChangeRemoved(measure=change.measure_id, old=change.old)
    record(event, stream=change.measure.programme.stream, actor=actor(by))
    change.delete()


def _read(old: str, new: str, line: str, on: Ground) -> AddressChange:
    try:
        before, after = read_network(old), read_network(new) if new.strip() else None
    except ValueError as error:
        raise TransitionError(str(error)) from None
    owner = next((row.institution_id for row in on.around(before) if row.institution_id), None)
    if owner is None:
        raise TransitionError(
            _("The register does not know whose address %(old)s is. Please enter it there first.")
            % {"old": old}
        )
    return AddressChange(
        institution_id=owner, old=usual(before), new=usual(after) if after else "", line=line.strip()[:120]
    )


def _require_renumbering(measure: Measure) -> None:
    if measure.kind != KIND:
        raise TransitionError(_("Only a renumbering has an address plan."))
    held(measure.programme)

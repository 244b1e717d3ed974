"""Running an import: chunk by chunk, one event at its beginning and one at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Protocol

from django.db import transaction

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.tables import Refusal, TableRow, open_table
from allmende.foundation.tenants.context import current_tenant_id
from allmende.foundation.tenants.models import Tenant

from ..events import RegisterImportBegun, RegisterImported
from .contacts import ContactsImport
from .customers import CustomersImport
from .dependencies import DependenciesImport
from .kind import Import, Report
from .resources import ResourcesImport


class Table(Protocol):
    """Lines with what is known of them as a whole; ``sha256`` is asked for when all were read."""

    @property
    def columns(self) -> Sequence[str]: ...

    @property
    def lines(self) -> int | None: ...

    @property
    def sha256(self) -> str: ...

    def rows(self) -> Iterable[TableRow | Refusal]: ...


#: In the order in which they build on each other.
KINDS: dict[str, Callable[[], Import]] = {
    "customers": CustomersImport,
    "contacts": ContactsImport,
    "resources": ResourcesImport,
    "dependencies": DependenciesImport,
}
#: Lines that are written as a whole: a killed import leaves these, and a second run goes on from there.
CHUNK = 1000


def import_file(
    *,
    kind: str,
    path: Path,
    actor: Actor,
    dry_run: bool = False,
    advance: Callable[..., None] = lambda count, total=None: None,
) -> Report:
    """Take over a CSV file, line by line in bounded memory; the same file again changes nothing.

    ``advance(count, total=lines)`` tells how far it is. With ``dry_run`` nothing stays. Appends an event when it
    begins, and one with the counts and the file's SHA-256 when it ends. Raises ``tables.TableError`` where the file
    as a whole cannot be used.
    """
    table = open_table(path, required=KINDS[kind]().required)
    return import_table(kind=kind, table=table, actor=actor, dry_run=dry_run, advance=advance)


def import_table(
    *,
    kind: str,
    table: Table,
    actor: Actor,
    dry_run: bool = False,
    advance: Callable[..., None] = lambda count, total=None: None,
) -> Report:
    """As ``import_file``, of lines from anywhere."""
    what = KINDS[kind]()
    what.use_columns(table.columns)
    report = Report(kind)
    advance(0, total=table.lines)
    with transaction.atomic() if dry_run else nullcontext():
        with transaction.atomic():
            record(RegisterImportBegun(kind=kind), stream="resources", actor=actor)
        for rows in _chunks(table, report):
            with transaction.atomic():
                _one_import_at_a_time()
                what.write(rows, report)
            advance(len(rows))
        with transaction.atomic():
            what.finish(report)
            report.sha256 = table.sha256
            event = RegisterImported(kind=kind, sha256=report.sha256, **report.counts())
            record(event, stream="resources", actor=actor)
        if dry_run:
            transaction.set_rollback(True)
    report.refusals.sort(key=lambda refusal: refusal.line)
    return report


def _one_import_at_a_time() -> None:
    """Two imports of a tenant take turns by chunks; people go on working."""
    Tenant.objects.select_for_update(no_key=True).get(pk=current_tenant_id())


def _chunks(table: Table, report: Report) -> Iterator[list[TableRow]]:
    """Usable lines in chunks; what is no line of the table is refused at once."""
    chunk: list[TableRow] = []
    for row in table.rows():
        report.rows += 1
        if isinstance(row, Refusal):
            report.refuse(row)
            continue
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk

"""Importing the catalogue of services: by LeiKa key, again and again, without overwriting local texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.utils import timezone

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.tables import Refusal

from .catalogue import Entry, Report, german_slug, identity_by_name
from .events import STREAM, ServicesImported
from .models import Service, Topic

_BATCH = 500
_UPDATED = (
    "leika_key", "leika_type", "group", "group_key", "name", "audiences",
    "life_situation", "subject", "changed_at",
)  # fmt: skip


@transaction.atomic
def import_services(
    *,
    entries: Iterable[Entry],
    refused: Sequence[Refusal] = (),
    actor: Actor,
    advance: Callable[[int], None] = lambda count: None,
) -> Report:
    """Create and update services; what did not change is left alone. ``advance`` is told how many are done.

    A service that the municipality keeps itself, under the same key or name, only gets what it lacks.
    """
    entries = list(entries)
    topics = _save_topics(entries)
    known = _known_services()
    own = {row.name.casefold(): row for row in known.values() if row.source == Service.Source.LOCAL}
    slugs = {row.slug for row in known.values()}
    report = Report(rows=len(entries) + len(refused), refused=list(refused))
    write: list[Service] = []
    for entry in entries:
        wanted = _columns(entry, topics)
        row = known.get(entry.identity) or own.get(entry.name.casefold())
        if row is None:
            write.append(Service(slug=_free_slug(entry, slugs), source=Service.Source.IMPORT, **wanted))
            report.created += 1
        elif _apply(row, wanted):
            row.changed_at = timezone.now()
            write.append(row)
            report.updated += 1
        else:
            report.unchanged += 1
            advance(1)
    for start in range(0, len(write), _BATCH):
        batch = write[start : start + _BATCH]
        Service.objects.bulk_create(
            batch, update_conflicts=True, unique_fields=["id"], update_fields=list(_UPDATED)
        )
        advance(len(batch))
    if write:
        _record(report, actor)
    return report


def _record(report: Report, actor: Actor) -> None:
    event = ServicesImported(
        created=report.created, updated=report.updated, unchanged=report.unchanged,
        refused=len(report.refused),
    )  # fmt: skip
    record(event, stream=STREAM, actor=actor)


def _known_services() -> dict[str, Service]:
    """The tenant's services by identity."""
    known: dict[str, Service] = {}
    for row in Service.objects.all():
        known[row.leika_key or identity_by_name(row.name, row.group_key)] = row
    return known


def _save_topics(entries: list[Entry]) -> dict[tuple[str, str], Topic]:
    """Life situations and subjects that the entries name, by kind and key; new ones are created."""
    known = {(row.kind, row.key): row for row in Topic.objects.all()}
    new: dict[tuple[str, str], Topic] = {}
    for entry in entries:
        for kind, name in ((Topic.Kind.SITUATION, entry.life_situation), (Topic.Kind.SUBJECT, entry.subject)):
            place = (str(kind), german_slug(name, 80))
            if name and place not in known:
                topic = Topic(kind=kind, key=place[1], name=name)
                if kind == Topic.Kind.SITUATION:
                    topic.audience = entry.audience
                known[place] = new[place] = topic
    Topic.objects.bulk_create(new.values())
    return known


def _columns(entry: Entry, topics: dict[tuple[str, str], Topic]) -> dict[str, Any]:
    return {
        "name": entry.name,
        "leika_key": entry.leika_key,
        "leika_type": entry.leika_type,
        "group": entry.group,
        "group_key": entry.group_key,
        "audiences": [str(entry.audience)] if entry.life_situation else [],
        "life_situation": topics.get((Topic.Kind.SITUATION, german_slug(entry.life_situation, 80))),
        "subject": topics.get((Topic.Kind.SUBJECT, german_slug(entry.subject, 80))),
    }


def _apply(row: Service, wanted: dict[str, Any]) -> bool:
    """Put the catalogue's values into ``row``; True where something changed."""
    changed = False
    for name, value in wanted.items():
        column = f"{name}_id" if name in ("life_situation", "subject") else name
        current, new = getattr(row, column), value.pk if column != name and value else value
        if current == new or (row.source == Service.Source.LOCAL and current):
            continue
        setattr(row, name, value)
        changed = True
    return changed


def _free_slug(entry: Entry, taken: set[str]) -> str:
    base = german_slug(entry.name)
    candidates = chain(
        (base, f"{base}-{entry.leika_key or entry.group_key}"), (f"{base}-{number}" for number in count(2))
    )
    slug = next(candidate for candidate in candidates if candidate not in taken)
    taken.add(slug)
    return slug

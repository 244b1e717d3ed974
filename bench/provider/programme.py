"""A programme over 2,000 schools: what it would do, writing it down, and a date that moves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml

import allmende
from allmende.foundation import sql
from allmende.foundation.tenants.context import current_tenant_id
from allmende.provider.transitions import actions
from allmende.provider.transitions.loading import load_programme
from allmende.provider.transitions.models import MeasureDate
from allmende.provider.transitions.preview import preview
from allmende.provider.transitions.queries import touched_by
from bench.figure import Figure, at_most, median_ms

DATA = Path(allmende.__file__).parent / "demo" / "shared" / "transition.yaml"


def figures() -> Iterator[Figure]:
    programme = load_programme(yaml.safe_load(DATA.read_text("utf-8")), by=None)
    found = preview(programme)
    if (found.institutions, found.conflicts) != (1874, 41):
        raise RuntimeError(f"{found.institutions} schools, {found.conflicts} contracts")
    yield at_most(
        "preview of a programme: 2,000 schools, 60,000 resources, all cascades",
        median_ms(lambda: preview(programme), runs=5, warm=1) / 1000, 3, "s",
        floor=round(median_ms(read, runs=5, warm=1) / 1000, 2), floor_is="the same rows read by SQL",
    )  # fmt: skip
    started = time.perf_counter()
    actions.announce_programme(programme=programme, by=None)
    yield Figure(
        "effects and checklists of 1,874 schools written", round(time.perf_counter() - started, 1), "s"
    )
    moved = MeasureDate.objects.select_related("measure").get(measure__key="lines", event="end")
    started = time.perf_counter()
    actions.set_date(
        measure=moved.measure, event="end", kind="fixed", on=date(2022, 9, 30), replaces=moved, by=None
    )
    revision = actions.publish_revision(programme=programme, summary="Der Aufbau dauert länger.", by=None)
    number = len(touched_by(revision))
    seconds = time.perf_counter() - started
    if number != 1043:
        raise RuntimeError(f"{number} schools are told")
    yield at_most(
        "a date moves: who is affected, the difference, queued", seconds, 2, "s",
        floor=round(median_ms(effects, runs=5, warm=1) / 1000, 3), floor_is="the effects read by SQL",
    )  # fmt: skip


def read() -> None:
    """What a preview is made of, as the database has it."""
    tenant = [sql.key(current_tenant_id())]
    for table in (
        "resources_resource",
        "resources_dependency",
        "offers_institution",
        "offers_variant",
        "offers_price",
    ):
        sql.rows(f"SELECT * FROM {table} WHERE tenant_id = %s", tenant)


def effects() -> None:
    """All effects, as the database has them."""
    tenant = [sql.key(current_tenant_id())]
    sql.rows(
        "SELECT id, measure_id, institution_id, is_void, window_id, told FROM transitions_effect WHERE tenant_id = %s",
        tenant,
    )

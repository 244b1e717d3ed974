"""Figures of a process over a million events; the floor is to read the same rows and do nothing with them."""

from __future__ import annotations

import json
import os
import random
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from allmende.base.workflow.actions import publish_process
from allmende.base.workflow.models import Instance, ProcessVersion
from allmende.base.workflow.tests.factories import model, unit
from allmende.foundation import sql
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.ids import uuid7
from allmende.foundation.tenants.context import current_tenant_id
from allmende.inward.processes.mining import export, log
from allmende.inward.processes.mining.figures import Figures, count
from allmende.inward.processes.mining.periods import Period
from bench.figure import Figure, at_most
from bench.many import _insert, _policies
from bench.world import municipality

EVENTS = int(os.environ.get("BENCH_EVENTS", "1000000"))
#: Some check again after asking; one case in twenty skips the decision.
LINES = (
    "start s", "user check 'Check' unit=office", "xor gate default=gate_decide", "user ask 'Ask' unit=office",
    "user decide 'Decide' unit=office", "end e", "s check", "check gate", 'gate ask "more"', "ask check",
    "gate decide", "decide e",
)  # fmt: skip
_EVENT = ["tenant_id", "stream", "seq", "type", "actor", "at", "data", "commitment", "previous", "hash"]
_INSTANCE = ["id", "tenant_id", "version_id", "subject", "state", "variables", "started_at", "ended_at", "end_element",
             "error"]  # fmt: skip
YEAR = 2025


def figures() -> Iterator[Figure]:
    with municipality():
        office = unit("office")
        version = publish_process(key="bench", bpmn=model(*LINES), actor=SYSTEM)
        written = _fill(version, office.pk)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        period = Period(YEAR * 12, YEAR * 12 + 11)
        floor = _once(lambda: _read_only([version.pk], period))
        told: list[Figures] = []
        value = _once(lambda: told.append(count("bench", period)))
        assert told[0].cases is not None, "nothing was counted"
        name = f"mining figures over {written:,} events"
        floor_is = "reading the same rows"
        yield at_most(name, value, 10 * max(written / 1_000_000, 0.01), "s", floor=floor, floor_is=floor_is)
        exported = _once(lambda: sum(len(piece) for piece in export.xes("bench", period)))
        yield Figure(
            f"XES of {written:,} events", round(exported, 3), "s", round(2 * floor, 3), "reading them twice"
        )


def _once(work: Any) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _read_only(versions: list[uuid.UUID], period: Period) -> int:
    subjects = [subject for subject, _key in log.finished(versions, period.since(), period.before())]
    return sum(len(log._rows(subjects[at : at + 500])) for at in range(0, len(subjects), 500))


def _fill(version: ProcessVersion, office: uuid.UUID) -> int:
    """Runs of two to eight steps, spread over a year, by twenty people."""
    _policies((Event, Instance), "NO FORCE")
    events: list[list[Any]] = []
    instances: list[list[Any]] = []
    chance, written = random.Random(1), 0
    people = [f"staff:{uuid7()}" for _ in range(20)]
    while written + len(events) < EVENTS:
        rows, instance = _case(chance, version.pk, office, people)
        events += rows
        instances.append(instance)
        if len(events) > 50_000:
            written += _write(events, instances)
            events, instances = [], []
    written += _write(events, instances)
    _policies((Event, Instance), "FORCE")
    return written


def _write(events: list[list[Any]], instances: list[list[Any]]) -> int:
    with transaction.atomic():
        _insert(Event, _EVENT, events)
        _insert(Instance, _INSTANCE, instances)
    return len(events)


def _case(
    chance: random.Random, version: uuid.UUID, office: uuid.UUID, people: list[str]
) -> tuple[list[list[Any]], list[Any]]:
    key, tenant = uuid7(), sql.key(current_tenant_id())
    subject, begun = (
        f"case:{uuid7()}",
        datetime(YEAR, 1, 1, tzinfo=UTC) + timedelta(hours=chance.randint(0, 8000)),
    )
    rounds = chance.choices((0, 1, 2), (80, 15, 5))[0]
    way = ["check"] + ["ask", "check"] * rounds + (["decide"] if chance.random() > 0.05 else [])
    told: list[tuple[str, str, datetime, dict[str, Any]]] = [
        (
            "workflow.instance_started",
            "system",
            begun,
            {"instance": str(key), "version": str(version), "parent": None},
        )
    ]
    at = begun
    for element in way:
        task, due = str(uuid7()), (at + timedelta(days=3)).isoformat(" ")
        opened = {"task": task, "element": element, "name": element.title(), "unit": str(office), "role": "",
                  "hint": "", "due_at": due}  # fmt: skip
        told.append(("workflow.task_opened", "system", at, opened))
        who = chance.choice(people)
        told.append(
            (
                "workflow.task_assigned",
                who,
                at + timedelta(hours=1),
                {"task": task, "assignee": who[6:], "unit": str(office)},
            )
        )
        at += timedelta(hours=chance.randint(2, 90))
        told.append(
            ("workflow.task_completed", who, at, {"task": task, "element": element, "name": element.title()})
        )
    ended = {"instance": str(key), "element": "e", "cancelled": False, "reason": "", "error": ""}
    told.append(("workflow.instance_ended", "system", at, ended))
    rows = [
        [tenant, subject, seq, kind, actor, sql.moment(when), json.dumps(data), "", "", ""]
        for seq, (kind, actor, when, data) in enumerate(told, 1)
    ]
    return rows, [sql.key(key), tenant, sql.key(version), subject, "ended", "{}", sql.moment(begun), sql.moment(at),
                  "e", ""]  # fmt: skip

"""Processes to measure: a model, very many live instances at once, and what others need for the same."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, models

from allmende.base.directory.models import Unit
from allmende.base.workflow.models import Instance, ProcessVersion, Task, Timer, Token
from allmende.foundation import sql
from allmende.foundation.ids import uuid7
from allmende.foundation.tenants.context import current_tenant_id

from .many import _indexes, _insert, _policies

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="bench"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:allmende="urn:allmende:bpmn:1">'
)
_IF = '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{}</bpmn:conditionExpression>'
_INSTANCE = [
    "id",
    "tenant_id",
    "version_id",
    "subject",
    "state",
    "variables",
    "started_at",
    "end_element",
    "error",
]
_TOKEN = ["id", "tenant_id", "instance_id", "element", "state", "flow"]
_TASK = ["id", "tenant_id", "instance_id", "token_id", "subject", "element", "name", "kind", "hint", "unit_id", "role",
         "priority", "state", "created_at", "completed_by"]  # fmt: skip
_TIMER = ["id", "tenant_id", "instance_id", "token_id", "element", "due_at", "again"]


def process(*elements: str) -> str:
    """BPMN of one executable process."""
    return f'{_HEAD}<bpmn:process id="p" isExecutable="true">{"".join(elements)}</bpmn:process></bpmn:definitions>'


def node(tag: str, key: str, more: str = "", inside: str = "") -> str:
    return f'<bpmn:{tag} id="{key}" name="{key}" {more}>{inside}</bpmn:{tag}>'


def arrow(source: str, target: str, condition: str = "") -> str:
    inside = _IF.format(condition) if condition else ""
    return (
        f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inside}'
        "</bpmn:sequenceFlow>"
    )


def decide_then_two() -> str:
    """A task, a decision, a milestone, a split and two tasks: what each completion goes through."""
    return process(
        node("startEvent", "s"), node("userTask", "a"), node("exclusiveGateway", "x", 'default="x_e"'),
        node("intermediateThrowEvent", "m"), node("parallelGateway", "f"), node("userTask", "b"),
        node("userTask", "c"), node("endEvent", "e"), arrow("s", "a"), arrow("a", "x"), arrow("x", "m", "ok"),
        arrow("x", "e"), arrow("m", "f"), arrow("f", "b"), arrow("f", "c"), arrow("b", "e"), arrow("c", "e"),
    )  # fmt: skip


def waits_a_day() -> str:
    """A timer, then a task."""
    timer = (
        "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
    )
    return process(
        node("startEvent", "s"), node("intermediateCatchEvent", "a", inside=timer), node("userTask", "b"),
        node("endEvent", "e"), arrow("s", "a"), arrow("a", "b"), arrow("b", "e"),
    )  # fmt: skip


def hundred() -> str:
    """A model of a hundred elements: decisions, splits and joins."""
    parts, last = [node("startEvent", "s")], "s"
    for i in range(14):
        names = [f"{name}{i}" for name in ("x", "u", "v", "y", "f", "g", "j")]
        x, u, v, y, f, g, j = names
        parts += [
            node("exclusiveGateway", x, f'default="{x}_{v}"'), node("userTask", u), node("userTask", v),
            node("exclusiveGateway", y), node("parallelGateway", f), node("userTask", g), node("parallelGateway", j),
            arrow(last, x), arrow(x, u, f"n &gt; {i}"), arrow(x, v), arrow(u, y), arrow(v, y), arrow(y, f),
            arrow(f, g), arrow(f, j), arrow(g, j),
        ]  # fmt: skip
        last = j
    return process(*parts, node("endEvent", "e"), arrow(last, "e"))


def fill(version: ProcessVersion, start: int, end: int, unit: Unit, *, timers: bool = False) -> None:
    """Add live instances at element "a", numbered from ``start`` to before ``end``; with ``timers`` due ones."""
    tables: tuple[type[models.Model], ...] = (Instance, Token, Timer if timers else Task)
    large = end - start > 200_000
    if large:
        _indexes(tables, drop=True)
    _policies(tables, "NO FORCE")
    rows = _rows(version, start, end, unit, timers)
    while batch := list(islice(rows, 50_000)):
        columns = (_INSTANCE, _TOKEN, _TIMER if timers else _TASK)
        for place, (model, names) in enumerate(zip(tables, columns, strict=True)):
            _insert(model, names, [row[place] for row in batch])
    _policies(tables, "FORCE")
    if large:
        _indexes(tables, drop=False)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _rows(
    version: ProcessVersion, start: int, end: int, unit: Unit, timers: bool
) -> Iterator[tuple[list[Any], ...]]:
    tenant, of, office = sql.key(current_tenant_id()), sql.key(version.pk), sql.key(unit.pk)
    now, due = datetime.now(UTC), datetime.now(UTC) - timedelta(days=1)
    variables = json.dumps({"unit": unit.key, "answers": {"amount": 12, "kind": "festival"}, "outcome": ""})
    for i in range(start, end):
        instance, token = sql.key(uuid7()), sql.key(uuid7())
        subject = f"bench:{i}"
        third = (
            [sql.key(uuid7()), tenant, instance, token, "a", sql.moment(due), 0]
            if timers
            else [sql.key(uuid7()), tenant, instance, token, subject, "a", "a", "user", "", office, "", 0, "open",
                  sql.moment(now), ""]
        )  # fmt: skip
        yield (
            [instance, tenant, of, subject, "active", variables, sql.moment(now), "", ""],
            [token, tenant, instance, "a", "waiting", "s_a"],
            third,
        )


def bytes_per_instance(number: int) -> float:
    """What the rows of a live instance hold: instance, token and task, without indexes."""
    columns = {"workflow_instance": _INSTANCE, "workflow_token": _TOKEN, "workflow_task": _TASK}
    total = 0
    for table, names in columns.items():
        length = " + ".join(f"COALESCE(LENGTH(CAST({name} AS TEXT)), 0)" for name in names)
        total += int(sql.rows(f"SELECT SUM({length}) FROM {table}", [])[0][0])
    return total / number


class Spiff:
    """The same step with SpiffWorkflow: load an instance, complete a task, save it, in SQLite."""

    def __init__(self, folder: Path) -> None:
        from SpiffWorkflow.bpmn.parser import BpmnParser
        from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
        from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

        parser = BpmnParser()
        parser.add_bpmn_str(decide_then_two().encode())
        self.serializer = BpmnWorkflowSerializer()
        self.rows = sqlite3.connect(folder / "spiff.sqlite", isolation_level=None)
        self.rows.execute("PRAGMA journal_mode=WAL")
        self.rows.execute("PRAGMA synchronous=FULL")
        self.rows.execute("CREATE TABLE workflow (id INTEGER PRIMARY KEY, state TEXT)")
        workflow = BpmnWorkflow(parser.get_spec("p"))
        workflow.data["ok"] = True
        workflow.do_engine_steps()
        self.state = self.serializer.serialize_json(workflow)

    def add(self, number: int) -> None:
        self.rows.executemany("INSERT INTO workflow (state) VALUES (?)", [[self.state]] * number)

    def complete(self, key: int) -> None:
        from SpiffWorkflow.util.task import TaskState

        self.rows.execute("BEGIN IMMEDIATE")
        (text,) = self.rows.execute("SELECT state FROM workflow WHERE id = ?", [key]).fetchone()
        workflow = self.serializer.deserialize_json(text)
        (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
        task.data["ok"] = True
        task.run()
        workflow.do_engine_steps()
        state = self.serializer.serialize_json(workflow)
        self.rows.execute("UPDATE workflow SET state = ? WHERE id = ?", [state, key])
        self.rows.execute("COMMIT")

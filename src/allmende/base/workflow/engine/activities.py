"""Activities: work for people, calls of actions, decisions and processes."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _

from ..graph import Node
from ..timing import task_due
from .board import Board, Called, Decided, Mark, OpenedTask, StuckError
from .scopes import leave
from .waiting import arm


def enter_person(board: Board, mark: Mark, node: Node) -> None:
    """A task in the inbox of an office."""
    key = str(board.value(node.unit, mark) or board.names(mark).get("unit") or "")
    unit_id = board.around.unit_id(key) if key else None
    if key and unit_id is None:
        raise StuckError(_("There is no unit “%(key)s”.") % {"key": key})
    around = board.around
    due_at = task_due(
        node, lambda value: board.value(value, mark), around.now, lambda: around.calendar(unit_id)
    )
    arm(board, mark)
    board.changes.opened.append(OpenedTask(mark, node, unit_id, due_at))


def enter_service(board: Board, mark: Mark, node: Node) -> None:
    """An action in the background."""
    arm(board, mark)
    board.changes.queued.append((mark, node))


def enter_script(board: Board, mark: Mark, node: Node) -> None:
    """A CEL expression, at once."""
    if node.script is not None:
        board.set_variables({node.result: as_json(board.evaluate(node.script, mark))}, mark)
    leave(board, mark)


def enter_rule(board: Board, mark: Mark, node: Node) -> None:
    """A decision table, at once; its parameters are the table's inputs, without any it sees all variables."""
    key = str(board.value(node.decision, mark) or "")
    if node.parameters:
        inputs = {name: board.value(value, mark) for name, value in node.parameters.items()}
    else:
        inputs = dict(board.names(mark))
    version_id, result = board.around.decide(key, inputs)
    board.changes.decided.append(Decided(node, version_id, result))
    board.set_variables({node.result: as_json(result.value)}, mark)
    leave(board, mark)


def enter_call(board: Board, mark: Mark, node: Node) -> None:
    """Another process, with the variables that the parameters name; without any it gets all."""
    key = str(board.value(node.called, mark) or "")
    version_id: uuid.UUID | None = board.around.process(key)
    if version_id is None:
        raise StuckError(_("There is no process “%(key)s”.") % {"key": key})
    names = board.names(mark)
    if node.parameters:
        given = {name: as_json(board.value(value, mark)) for name, value in node.parameters.items()}
        variables = {**({"unit": names["unit"]} if "unit" in names else {}), **given}
    else:
        variables = dict(names)
    arm(board, mark)
    board.changes.called.append(Called(mark, node, version_id, variables))


def enter_subprocess(board: Board, mark: Mark, node: Node) -> None:
    """What is inside runs in a scope of its own."""
    arm(board, mark)
    board.begin(node.inner_start, mark.id)


def as_json(value: Any) -> Any:
    """CEL's points in time as ISO text: a day where it is midnight."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat()
    if isinstance(value, dict):
        return {str(key): as_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(part) for part in value]
    return value

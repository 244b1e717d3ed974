"""A draft step by step: the engine runs it in memory, with sample values and a clock of its own. Nothing is kept."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from allmende.base.workflow.engine import Changes, Mark, Run
from allmende.base.workflow.graph import PERSON, Kind, Node, Process
from allmende.base.workflow.movement import surroundings

from .wording import Speaker

#: A trial of more moves begins anew.
MOST_MOVES = 300
_HOLDERS = frozenset({Kind.SUBPROCESS})


@dataclass(frozen=True)
class Waiting:
    """A token that waits: ``place`` names it in the next move; ``answers`` as (value, label)."""

    place: int
    element: str
    name: str
    what: str
    kind: str
    due: datetime | None = None
    answers: tuple[tuple[str, str], ...] = ()
    result: str = ""
    label: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Limit:
    """A time limit that runs: of the token at ``place``, or of the whole process (-1)."""

    place: int
    element: str
    name: str
    due: datetime


@dataclass
class Trial:
    """How a draft stands after the moves so far; ``told`` is what happened, the newest last."""

    now: datetime
    waiting: list[Waiting] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    told: list[tuple[datetime, str]] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)
    state: str = "active"


def replay(process: Process, script: Mapping[str, Any], speaker: Speaker) -> Trial:
    """Run the draft from its start through all moves of ``script``: {begun, variables, moves: [{do, …}]}.

    A move that no longer fits (the draft has changed) is left out.
    """
    player = _Player(process, datetime.fromisoformat(script["begun"]), script["variables"], speaker)
    for move in script["moves"][:MOST_MOVES]:
        player.play(move)
    return player.trial()


class _Player:
    def __init__(
        self, process: Process, begun: datetime, variables: Mapping[str, Any], speaker: Speaker
    ) -> None:
        self.speaker = speaker
        version = speaker.version.process_version_id if speaker.version is not None else None
        self.run = Run(process, dict(variables), {}, surroundings(begun, version))
        self.armed: list[tuple[uuid.UUID | None, str, datetime]] = []
        self.due: dict[uuid.UUID, datetime | None] = {}
        self.problems: dict[uuid.UUID, str] = {}
        self.told: list[tuple[datetime, str]] = []
        self.passed: set[str] = set()
        self.run.start()
        self._look()

    def play(self, move: Mapping[str, Any]) -> None:
        if move["do"] == "until":
            self._until(datetime.fromisoformat(move["at"]))
            return
        marks = list(self.run.marks.values())
        place = int(move.get("place", -1))
        mark = marks[place] if 0 <= place < len(marks) else None
        element = str(move.get("element", ""))
        if move["do"] == "fire":
            self._fire(mark, element)
        elif mark is not None and mark.element == element:
            self._done(mark, move.get("values") or {})

    def _done(self, mark: Mark, values: Mapping[str, Any]) -> None:
        node = self.run.node(mark)
        self._tell(_("Done: %(name)s") % {"name": _name(node)})
        if values:
            self.run.set_variables(values, mark)
        if node.kind in (Kind.CATCH, Kind.RECEIVE) and self.run.waits_for(mark.id, node.id):
            self.run.fire(mark, node.id)
        elif mark.state in ("stuck", "leaving"):
            self.run.again(mark)
        else:
            self.run.go_on(mark)
        self._look()

    def _fire(self, mark: Mark | None, element: str) -> None:
        key = mark.id if mark else None
        due = next((at for owner, name, at in self.armed if (owner, name) == (key, element)), None)
        if due is None:
            if element in self.run.process.nodes and self.run.waits_for(key, element):
                self._tell(_("Happened: %(name)s") % {"name": _name(self.run.process.nodes[element])})
                self.run.fire(mark, element)
                self._look()
            return
        self._clock(max(due, self.run.around.now))
        self._tell(_("Time limit reached: %(name)s") % {"name": _name(self.run.process.nodes[element])})
        self.armed.remove((key, element, due))
        self.run.fire(mark, element)
        self._look()

    def _until(self, moment: datetime) -> None:
        for _number in range(MOST_MOVES):
            coming = sorted((at, str(owner), name) for owner, name, at in self.armed if at <= moment)
            if not coming:
                break
            _at, owner, name = coming[0]
            self._fire(self.run.marks.get(uuid.UUID(owner)) if owner != "None" else None, name)
        self._clock(max(moment, self.run.around.now))

    def _clock(self, now: datetime) -> None:
        self.run.around = replace(self.run.around, now=now)

    def _tell(self, text: str) -> None:
        self.told.append((self.run.around.now, text))

    def _look(self) -> None:
        """Take over what the move changed, and forget which timers are over."""
        changes = self.run.changes
        self.passed |= {node.id for _key, node in changes.closed}
        self.due |= {entry.mark.id: entry.due_at for entry in changes.opened}
        self.problems |= {mark.id: message for mark, _node, message in changes.stuck}
        self.armed += [
            (entry.mark.id if entry.mark else None, entry.node.id, entry.due_at) for entry in changes.armed
        ]
        self.armed = [row for row in dict.fromkeys(self.armed) if self.run.waits_for(row[0], row[1])]
        self.run.changes = Changes()
        if self.run.state != "active":
            self._tell(_("The process has ended."))

    def trial(self) -> Trial:
        """What is seen now."""
        marks = list(self.run.marks.values())
        places = {mark.id: place for place, mark in enumerate(marks)}
        limits = [
            Limit(places.get(owner, -1) if owner else -1, name, _name(self.run.process.nodes[name]), at)
            for owner, name, at in sorted(self.armed, key=lambda row: row[2])
        ]
        inside = {mark.scope for mark in marks}
        waiting = [self._waiting(place, mark) for place, mark in enumerate(marks) if mark.id not in inside]
        return Trial(
            self.run.around.now, waiting, limits, self.run.variables, self.told, self.passed, self.run.state
        )

    def _waiting(self, place: int, mark: Mark) -> Waiting:
        node = self.run.node(mark)
        problem = self.problems.get(mark.id, "") if mark.state in ("stuck", "leaving") else ""
        result = node.result or ("outcome" if node.hint == "decision" else "")
        labels = self.speaker.labels
        return Waiting(
            place=place, element=node.id, name=_name(node), what=self._what(node, mark), due=self.due.get(mark.id),
            kind="joining" if mark.state == "joining" else "person" if node.kind in PERSON else node.kind.value,
            answers=node.answers, result=result, label=labels.known(result) or result,
            choices=tuple(labels.choices(result)), problem=problem,
        )  # fmt: skip

    def _what(self, node: Node, mark: Mark) -> str:
        if mark.state == "joining":
            return _("Waits for the other ways")
        if node.kind in PERSON:
            return _("Task")
        if node.kind is Kind.SERVICE:
            texts = {
                name: f"= {value.expression.text}" if value.expression else value.text
                for name, value in node.parameters.items()
            }
            said = ", ".join(self.speaker.called(node.action, texts))
            return _("Automatic step: %(action)s") % {"action": said}
        if node.kind is Kind.CALL:
            return _("Another process")
        return _("Waits")


def _name(node: Node) -> str:
    return node.name or node.id


def new_script(variables: Mapping[str, Any], state: int) -> dict[str, Any]:
    """A trial at its beginning, of the saved state with this number."""
    return {"state": state, "begun": timezone.now().isoformat(), "variables": dict(variables), "moves": []}


def said(moment: datetime) -> str:
    """A moment as pages show it."""
    return str(formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT"))

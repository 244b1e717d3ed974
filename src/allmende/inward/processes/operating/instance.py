"""One instance as an operator sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.base.workflow.compiled import compiled
from allmende.base.workflow.graph import Node
from allmende.base.workflow.models import Incident, Instance, ServiceJob, Task, Timer, Token
from allmende.base.workflow.service_actions import service_actions
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import EVENT_TYPES

from ..bpmn.drawing import Drawing, Mark, draw
from ..bpmn.layout import laid_out
from ..bpmn.tree import parse
from ..queries import names_of
from ..wording import Speaker, speaker_for
from .lists import RUNNING, case_numbers, name_in

_HERE = ("#13753c", "#e3f5e9")
_STUCK = ("#b3140c", "#fdeaea")
#: The page shows so much of the log, the newest first.
_MOST = 200


@dataclass(frozen=True)
class Told:
    """One line of the history."""

    at: datetime
    who: str
    what: str
    where: str
    reason: str


class Standing:
    """Where an instance stands; each part is read when it is shown."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.process = compiled(instance.version_id)
        self.about = case_numbers([instance.subject]).get(instance.subject, instance.subject)
        self.runs = instance.state in RUNNING

    def name(self, element: str) -> str:
        return name_in(self.process.nodes, element)

    @cached_property
    def tokens(self) -> list[tuple[Token, str]]:
        return [(token, self.name(token.element)) for token in self.instance.tokens.order_by("id")]

    @cached_property
    def incidents(self) -> list[tuple[Incident, str]]:
        rows = self.instance.incidents.filter(resolved_at=None).order_by("opened_at")
        return [(incident, self.name(incident.element)) for incident in rows]

    @cached_property
    def tasks(self) -> list[Task]:
        rows = self.instance.tasks.filter(state=Task.State.OPEN)
        return list(rows.select_related("unit", "assignee").order_by("created_at"))

    @cached_property
    def timers(self) -> list[tuple[Timer, str]]:
        return [(timer, self.name(timer.element)) for timer in self.instance.timers.order_by("due_at")]

    @cached_property
    def jobs(self) -> list[tuple[ServiceJob, str, str]]:
        rows = self.instance.service_jobs.exclude(state=ServiceJob.State.DONE).order_by("-created_at")[:50]
        return [(job, self.name(job.element), _action(job.action)) for job in rows]

    @cached_property
    def called(self) -> list[Instance]:
        return list(self.instance.children.select_related("version__definition").order_by("id")[:50])

    @cached_property
    def drawings(self) -> list[Drawing]:
        return draw(laid_out(self.instance.version.bpmn.encode()), marks=self._marks())

    def _marks(self) -> Mapping[str, Mark]:
        stuck = {incident.element for incident, _name in self.incidents}
        here = [token.element for token, _name in self.tokens]
        marks = {}
        for element in here:
            stroke, fill = _STUCK if element in stuck else _HERE
            count = here.count(element)
            marks[element] = Mark(stroke, fill, str(count) if count > 1 else "")
        return marks

    @cached_property
    def words(self) -> str:
        """What the diagram shows, for people who do not see it."""
        names = dict.fromkeys(name for _token, name in self.tokens)
        if not names:
            return _("The process is over.")
        text = ngettext("It stands at: %(names)s.", "It stands at: %(names)s.", len(names))
        return text % {"names": ", ".join(names)}

    @cached_property
    def history(self) -> list[Told]:
        """What the log tells of the subject's processes, the newest first."""
        rows = timeline(self.instance.subject).filter(type__startswith="workflow.").order_by("-seq")[:_MOST]
        own = str(self.instance.pk)
        shown = [row for row in rows if row.data.get("instance", own) == own]
        people = names_of([row.actor for row in shown])
        return [self._told(row, people) for row in shown]

    def _told(self, row: Any, people: Mapping[str, str]) -> Told:
        known = EVENT_TYPES.get(row.type)
        where = [self.name(str(row.data[key])) for key in ("element", "target") if row.data.get(key)]
        personal = getattr(row, "personal", None)
        reason = str((personal.data or {}).get("reason", "")) if personal else ""
        who = people.get(row.actor, _("Process") if row.actor.startswith("system") else "")
        what = str(known.label) if known else row.type
        return Told(row.at, who, what, " → ".join(where), reason or str(row.data.get("reason", "")))


def _action(key: str) -> str:
    return str(service_actions[key].label) if key in service_actions else key


def speaker_of(instance: Instance) -> Speaker:
    """Who says what stands in the process of an instance."""
    return speaker_for(instance.version.definition.key, parse(instance.version.bpmn.encode()))


def parameters_of(incident: Incident, node: Node) -> list[tuple[str, str]]:
    """The parameters of the failed action as the model writes them: name and text."""
    if incident.job_id is None:
        return []
    return [
        (name, f"= {value.expression.text}" if value.expression else value.text)
        for name, value in node.parameters.items()
    ]


__all__ = ["Standing", "Told", "parameters_of", "speaker_of"]

"""What a step does by itself, in words: the action that it calls with its parameters, what it calculates or asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from allmende.base.directory.models import Unit
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import current_version, manifest_of
from allmende.base.workflow.decisions.models import DecisionDefinition
from allmende.base.workflow.decisions.queries import compiled_decision
from allmende.base.workflow.models import ProcessDefinition
from allmende.base.workflow.service_actions import parameter_words, service_actions

from ..bpmn.details import read_details
from ..bpmn.properties import parameters
from ..bpmn.steps import Words
from ..bpmn.tree import Element, child, kind, our, words
from .labels import Labels, labels_for
from .saying import say, say_condition


@dataclass
class Speaker:
    """Says what stands in one model; ``process`` is its key."""

    process: str
    labels: Labels

    def words(self) -> Words:
        """For the list of steps."""
        return Words(
            unit_name=lambda key: self.units.get(key, key), say=self.say, holds=self.holds, does=self.does
        )

    def say(self, rule: str) -> str:
        return say(rule, self.labels)

    def holds(self, rule: str) -> str:
        return say_condition(rule, self.labels)

    @cached_property
    def units(self) -> Mapping[str, str]:
        return dict(Unit.objects.values_list("key", "name"))

    @cached_property
    def processes(self) -> Mapping[str, str]:
        return dict(ProcessDefinition.objects.values_list("key", "name"))

    @cached_property
    def tables(self) -> Mapping[str, str]:
        return dict(DecisionDefinition.objects.values_list("key", "name"))

    @cached_property
    def version(self) -> ProcedureVersion | None:
        return current_version(self.process)

    def does(self, element: Element) -> list[str]:
        """What the element does, a line each."""
        details, name = read_details(element.getroottree().getroot(), element), kind(element)
        found = self.called(our(element, "action"), parameters(element)) if our(element, "action") else []
        if name == "scriptTask" and (script := words(child(element, "script"))):
            found.append(_("calculates: %(what)s") % {"what": self.say(script)})
        if name == "businessRuleTask" and our(element, "decision"):
            found.append(
                _("asks the decision table “%(key)s”") % {"key": self.table(our(element, "decision"))}
            )
        if name == "callActivity" and details["called"]:
            called = self.processes.get(details["called"]) or details["called"]
            found.append(_("runs the process “%(name)s”") % {"name": called})
        if details["message"]:
            found.append(_("message “%(name)s”") % {"name": details["message"]})
        for code in ("error", "escalation"):
            if details[code]:
                found.append(_("code “%(code)s”") % {"code": details[code]})
        if details["items"]:
            found.append(_("for each of %(items)s") % {"items": self.say(details["items"])})
        if details["until"]:
            found.append(_("ends early if %(condition)s") % {"condition": self.holds(details["until"])})
        if details["again_while"]:
            found.append(_("as long as %(condition)s") % {"condition": self.holds(details["again_while"])})
        return found

    def table(self, key: str) -> str:
        """What people call a decision table: of the procedure, or kept for all."""
        bound = self.version.decisions.get(key) if self.version is not None else None
        if bound:
            return str(compiled_decision(UUID(bound)).names.get(key) or key)
        return self.tables.get(key) or key

    def called(self, action: str, given: Mapping[str, str]) -> list[str]:
        """An action and its parameters by their words."""
        if action not in service_actions:
            return [action]
        lines = [
            f"{self.parameter(action, name)}: {self.value(action, name, text)}"
            for name, text in given.items()
        ]
        return [str(service_actions[action].label), *lines]

    def parameter(self, action: str, name: str) -> str:
        """What people call a parameter."""
        known = action in service_actions
        return str(parameter_words(service_actions[action].parameters, name).label) if known else name

    def value(self, action: str, name: str, text: str) -> str:
        """A parameter's text, or its rule, in words."""
        if text.startswith("="):
            return self.say(text)
        if action not in service_actions:
            return text
        shown = parameter_words(service_actions[action].parameters, name)
        if said := dict(shown.choices).get(text):
            return str(said)
        if shown.names == "office":
            return self.units.get(text, text)
        if shown.names and self.version is not None:
            template = manifest_of(self.version).templates.get(text)
            return f"„{template.title or text}“" if template else text
        return text


def speaker_for(process: str, root: Element) -> Speaker:
    """Who says what stands in the model ``process``."""
    return Speaker(process, labels_for(process, root))

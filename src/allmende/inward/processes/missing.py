"""What a model names and this municipality does not have: processes, decision tables, offices, roles, templates.

Must exist before it runs (an error): an office or a role, because nobody would ever see the task; a template of the
procedure to which the model belongs. May come later (a warning): a process that is called, tables that are kept for
all, a template where no procedure belongs to the model.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from allmende.base.directory.models import Unit
from allmende.base.identity.models import Role
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import current_version, manifest_of
from allmende.base.workflow.decisions.queries import compiled_decision, current_decision
from allmende.base.workflow.findings import Finding
from allmende.base.workflow.queries import current_process
from allmende.base.workflow.service_actions import parameter_words, service_actions

from .bpmn.outline import FLOW_NODES, label
from .bpmn.properties import parameters
from .bpmn.tree import Element, by_id, kind, our, parse

_ROLES = frozenset({"", Role.CLERK.value, Role.HEAD.value})


def missing_in(content: bytes, process: str, procedure: str = "") -> list[Finding]:
    """A finding at each element that names what is not there; ``process`` is the key under which the model runs,
    ``procedure`` the one in which it is published, by default the one of the same key.
    """
    root = parse(content)
    look = _Look(root, process, current_version(procedure or process))
    return [finding for element in root.iter() if kind(element) for finding in look.at(element)]


class _Look:
    def __init__(self, root: Element, process: str, version: ProcedureVersion | None) -> None:
        self.ids, self.process, self.version = by_id(root), process, version
        self.units = set(Unit.objects.values_list("key", flat=True))

    def at(self, element: Element) -> Iterator[Finding]:
        if kind(element) not in FLOW_NODES | {"lane"}:
            return
        yield from self._office(element, our(element, "unit"))
        if our(element, "role") not in _ROLES:
            yield self._error(element, _("No office has the role %(role)s.") % {"role": our(element, "role")})
        yield from self._called(element, _constant(element.get("calledElement") or ""))
        yield from self._decision(element, _constant(our(element, "decision")))
        action = our(element, "action")
        if action in service_actions:
            for name, text in parameters(element).items():
                names = parameter_words(service_actions[action].parameters, name).names
                if names == "office":
                    yield from self._office(element, text)
                elif names:
                    yield from self._template(element, _constant(text), names)

    def _office(self, element: Element, text: str) -> Iterator[Finding]:
        key = _constant(text)
        if key and key not in self.units:
            yield self._error(element, _("The directory has no office %(key)s.") % {"key": key})

    def _called(self, element: Element, key: str) -> Iterator[Finding]:
        if key and key != self.process and current_process(key) is None:
            message = _(
                "There is no process “%(key)s” here yet. Until there is, cases stand still at this step."
            )
            yield self._warning(element, message % {"key": key})

    def _decision(self, element: Element, key: str) -> Iterator[Finding]:
        if not key or (self.version is not None and key in self.version.decisions):
            return
        name, _slash, part = key.partition("/")
        version = current_decision(name)
        if version is None or (part and part not in compiled_decision(version).names):
            message = _(
                "There is no decision table “%(key)s” here yet. Until there is, cases stand still at this step."
            )
            yield self._warning(element, message % {"key": key})

    def _template(self, element: Element, key: str, wanted: str) -> Iterator[Finding]:
        if not key:
            return
        if self.version is None:
            message = _("The template “%(key)s” must be in every procedure whose cases come here.")
            yield self._warning(element, message % {"key": key})
            return
        found = manifest_of(self.version).templates.get(key)
        if found is None:
            yield self._error(element, _("The procedure has no template “%(key)s”.") % {"key": key})
        elif found.kind != wanted:
            message = _("The template “%(key)s” is for something else: it cannot be used in this step.")
            yield self._error(element, message % {"key": key})

    def _error(self, element: Element, message: str) -> Finding:
        return Finding(str(element.get("id") or ""), label(element, self.ids), message)

    def _warning(self, element: Element, message: str) -> Finding:
        return Finding(str(element.get("id") or ""), label(element, self.ids), message, "warning")


def _constant(text: str) -> str:
    """The text itself; nothing where a rule says it only when it runs."""
    return "" if text.lstrip().startswith("=") else text.strip()

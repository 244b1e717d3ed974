"""What all service actions on cases need: the case that a process speaks of."""

from __future__ import annotations

from typing import Any

from allmende.base.cases.models import Case
from allmende.base.workflow.service_actions import ActionContext


class NoCaseError(LookupError):
    """A process that runs for something else uses an action for cases."""


def case_of(context: ActionContext[Any]) -> Case:
    """The case that the process drives; raises ``NoCaseError``."""
    kind, _colon, key = context.subject.partition(":")
    related = ("unit", "customer", "procedure_version__procedure", "submission")
    case = Case.objects.filter(pk=key).select_related(*related).first() if kind == "case" else None
    if case is None:
        raise NoCaseError(f"{context.element}: {context.subject} is no case")
    return case

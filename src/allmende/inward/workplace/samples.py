"""What a template's preview is filled with: the newest case of its procedure that one may see."""

from __future__ import annotations

from typing import Any

from allmende.base.cases.access import cases_for
from allmende.base.cases.document_data import document_data
from allmende.base.cases.models import Case, Decision, Outcome
from allmende.base.identity.models import User
from allmende.base.records.models import DocumentTemplate


def sample_for(template: DocumentTemplate, by: User) -> tuple[Case | None, dict[str, Any] | None]:
    """(case, its data), or (None, None) where there is no case yet: then nothing can be checked by example."""
    procedure = template.key.partition(".")[0]
    cases = cases_for(by).filter(procedure_version__procedure__key=procedure)
    case = cases.select_related("unit", "customer", "service", "procedure_version").order_by("-id").first()
    if case is None:
        return None, None
    decision = Decision.objects.filter(case=case).last() or Decision(
        case=case, outcome=Outcome.GRANT, reasons="…", appeal="…"
    )
    return case, document_data(case, template.language, decision=decision, clerk=by)


def placeholders(data: dict[str, Any] | None, prefix: str = "") -> list[tuple[str, str]]:
    """(placeholder, example) of all that a template may name, in order."""
    found: list[tuple[str, str]] = []
    for key, value in (data or {}).items():
        if isinstance(value, dict):
            found += placeholders(value, f"{prefix}{key}.")
        else:
            example = "…" if isinstance(value, list) else str(value)
            found.append((f"{{{prefix}{key}}}", example[:60]))
    return found

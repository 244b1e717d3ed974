"""What a template's preview is filled with: a made-up case of its procedure, so that nobody's data are needed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from allmende.base.cases.document_data import document_data
from allmende.base.cases.models import Case, Decision, Outcome, Submission
from allmende.base.customers.models import Customer
from allmende.base.directory.models import Unit
from allmende.base.directory.queries import responsible_unit
from allmende.base.forms.builder.samples import sample_answers
from allmende.base.forms.queries import compiled
from allmende.base.identity.models import User
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import current_version, manifest_of
from allmende.base.records.models import DocumentTemplate

ADDRESS = {"street": "Rathausplatz", "house_number": "1", "postcode": "12345", "city": "Beispielstadt"}


def sample_for(template: DocumentTemplate, by: User) -> dict[str, Any] | None:
    """Data for every placeholder, or None for a template of no procedure: that cannot be checked by example."""
    version = current_version(template.key.partition(".")[0])
    case = _made_up(version) if version else None
    if version is None or case is None:
        return None
    manifest = manifest_of(version)
    decision = Decision(
        case=case, outcome=Outcome.GRANT, appeal=manifest.appeal,
        reasons=next(iter(manifest.reasons.values()), "…"),
    )  # fmt: skip
    return document_data(case, template.language, decision=decision, clerk=by)


def _made_up(version: ProcedureVersion) -> Case | None:
    """A case that is never saved; None while the municipality has no office at all."""
    procedure, now = version.procedure, timezone.now()
    unit = (
        procedure.unit or (procedure.service and responsible_unit(procedure.service)) or Unit.objects.first()
    )
    if unit is None:
        return None
    customer = Customer(
        given_name="Erika",
        family_name="Beispiel",
        salutation="Frau",
        email="erika@example.org",
        address=ADDRESS,
    )
    submission = None
    if version.form_version_id is not None:
        answers = sample_answers(compiled(version.form_version_id))
        submission = Submission(
            procedure_version=version, form_version_id=version.form_version_id, answers=answers, sent_at=now
        )
    return Case(
        number=f"{now:%Y}-000123", reference="K7P-4MZ-Q2X-H", title=procedure.name, procedure_version=version,
        submission=submission, service=procedure.service, customer=customer, unit=unit, received_at=now,
        due_on=timezone.localdate(now),
    )  # fmt: skip


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

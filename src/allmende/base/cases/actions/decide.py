"""The decision (Bescheid)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from allmende.base.cases.access import Process, Who, actor, require_work
from allmende.base.cases.document_data import document_data, template_of_kind
from allmende.base.cases.errors import CaseError
from allmende.base.cases.events import CaseDecided
from allmende.base.cases.filing import record_for
from allmende.base.cases.models import Case, Decision, Outcome, State
from allmende.base.cases.process import complete_decision_tasks
from allmende.base.identity.models import User
from allmende.base.procedures.queries import manifest_of
from allmende.base.records.actions import file_document
from allmende.base.records.models import Document
from allmende.base.records.rendering import render_document
from allmende.base.signatures.cosigning.actions import end_round
from allmende.foundation.ids import uuid7

from .change import change, require_state
from .correspondence import to_customer
from .fees import demand_when_decided, fee_of_decision
from .signing import require_signatures

_DECIDABLE = (State.RECEIVED, State.IN_PROGRESS, State.WAITING_CUSTOMER, State.ON_HOLD)


@transaction.atomic
def decide_case(
    *,
    case: Case,
    outcome: str,
    by: Who,
    reasons: str = "",
    template: str = "",
    appeal: str | None = None,
    fee: Decimal | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> Decision:
    """Decide: grant, partly or refuse. The document is made, filed and sent in the same transaction.

    ``template`` is a key of the procedure's templates, by default the first that fits the outcome.
    ``appeal`` overrides the procedure's instructions on appeal, ``fee`` the amount that its rules demand. Reasons are
    needed unless all is granted (section 39 VwVfG). While signatures are missing only a refusal is possible.
    Raises ``CaseError``, ``StaleCaseError``, ``WrongStateError``.
    """
    require_work(by, case)
    require_state(case, *_DECIDABLE)
    chosen = Outcome(outcome)
    if chosen != Outcome.GRANT and not reasons.strip():
        raise CaseError(_("Please give the reasons: a refusal, even in part, must say why."))
    if chosen != Outcome.REFUSE:
        require_signatures(case)
    demanded = fee_of_decision(case, chosen.value, fee)
    decision = Decision(
        id=uuid7(), case=case, outcome=chosen, reasons=reasons.strip(), appeal=_appeal(case, appeal),
        decided_by=by if isinstance(by, User) else None, decided_at=at or timezone.now(),
    )  # fmt: skip
    event = CaseDecided(decision=decision.pk, outcome=chosen.value)
    change(
        case, event, by=by, version=version, at=at,
        state=State.DECIDED, outcome=chosen.value, follow_up_on=None,
    )  # fmt: skip
    if demanded is not None:
        demand_when_decided(case, *demanded, by, at)
    decision.document = _document(case, decision, template, by, at)
    decision.save(force_insert=True)
    files = [decision.document.file] if decision.document else []
    body = _("We have decided on your application. You find the decision attached.")
    to_customer(case=case, body=body, by=by, kind="decision", files=files, at=at)
    end_round(subject=case.subject, actor=actor(by))
    if not isinstance(by, Process):  # a process that decides goes on by itself
        complete_decision_tasks(case, actor=actor(by), outcome=chosen.value, at=at)
        case.refresh_from_db()
    return decision


def _appeal(case: Case, given: str | None) -> str:
    if given is not None:
        return given.strip()
    return manifest_of(case.procedure_version).appeal.strip() if case.procedure_version else ""


def _document(case: Case, decision: Decision, template: str, by: Who, at: datetime | None) -> Document | None:
    language = case.customer.language if case.customer else "de"
    chosen = template_of_kind(case, "decision", language, decision.outcome, template)
    if chosen is None and template:
        raise CaseError(_("There is no such template any more. Please choose another one."))
    clerk = by if isinstance(by, User) else None
    with translation.override(language):
        title = chosen.name if chosen else _("Decision")
        data = document_data(case, language, decision=decision, clerk=clerk)
        try:
            file = render_document(
                template=chosen or "letter", data=data, title=title, language=language, kind="decision"
            )
        except (LookupError, ValueError) as error:
            message = _("The template “%(title)s” cannot be filled: %(error)s Nothing was decided.")
            raise CaseError(message % {"title": title, "error": error}) from error
    return file_document(
        record=record_for(case), file=file, kind=Document.Kind.DECISION, title=title, actor=actor(by),
        origin=Document.Origin.OUTGOING, once=f"decision:{decision.pk}", at=at,
    )  # fmt: skip

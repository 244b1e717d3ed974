"""Sending an application: checked answers become a submission, a case and a running process, or nothing does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.cases.access import Process, Who, actor, hash_code
from allmende.base.cases.acting import DOCUMENTS, who_applied
from allmende.base.cases.answers import customer_fields, file_ids, value_at
from allmende.base.cases.codes import code_for
from allmende.base.cases.deadlines import due_date
from allmende.base.cases.decided import ask_tables, tell
from allmende.base.cases.errors import AnswersRefusedError, CaseError, LevelTooLowError
from allmende.base.cases.events import AppliedFor, TypedAtCounter
from allmende.base.cases.models import Case, State, Submission
from allmende.base.cases.process import start
from allmende.base.cases.signing import ask_signatures, people_of
from allmende.base.cases.tasks import finish_submission
from allmende.base.customers.actions import create_customer, customer_for_user, update_customer
from allmende.base.customers.mandates.models import Mandate
from allmende.base.customers.mandates.queries import mandate_of
from allmende.base.customers.models import Customer
from allmende.base.directory.models import Unit
from allmende.base.forms.engine import CompiledForm
from allmende.base.forms.queries import compiled
from allmende.base.identity.access import actor_of, is_staff
from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import User
from allmende.base.identity.queries import service_by_key
from allmende.base.procedures.manifest import Manifest
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import manifest_of, parameters, version_by_id
from allmende.foundation.events.actions import gathered, record
from allmende.foundation.expressions import ExpressionError, compile_expression
from allmende.foundation.files.actions import claim_files
from allmende.foundation.jobs.actions import enqueue

from .beginning import waits_for_fee
from .change import change
from .fees import demand_when_sent
from .opening import open_case
from .routing import responsible


@dataclass(frozen=True)
class Receipt:
    """What the customer gets: the reference and the code that open the case without an account."""

    case: Case
    reference: str
    code: str


def submit(
    *,
    version: ProcedureVersion,
    answers: Mapping[str, Any],
    idempotency_key: str,
    by: Who,
    provenance: Mapping[str, Any] | None = None,
    customer: Customer | None = None,
    mandate: Mandate | None = None,
    looked_at: str = "",
    unit: Unit | None = None,
    file_owner: str = "",
    channel: str = "portal",
    language: str = "de",
    at: datetime | None = None,
) -> Receipt:
    """Check ``answers`` and open the case; the same ``idempotency_key`` again returns the first receipt.

    ``idempotency_key`` (at most 64 characters) is random and belongs to one draft. ``by`` is the account or
    ``AnonymousUser``. ``provenance``: see ``Submission``. ``customer`` defaults to that of the
    account, else is made from the answers that the procedure names; with a ``mandate`` of the account it is whom
    it represents.
    ``looked_at``: the document by which a clerk at the counter knew the person. ``unit`` overrides the responsible one.
    Files in the answers must belong to ``file_owner`` ("draft:<id>") or to nobody. The e-file with the receipt, the
    conversation and the e-mail are made by a job: nobody waits for them.
    Raises ``AnswersRefusedError`` with the errors by path, or ``LevelTooLowError``; nothing is written then.
    """
    version = version_by_id(version.pk) or version
    form, kept = _checked(version, answers)
    _require_level(version, form, kept, by)
    if mandate is not None:
        customer = _represented(mandate, version, by)
    try:
        with transaction.atomic(), gathered():
            return _send(
                version, form, kept, idempotency_key, by, provenance or {}, customer, mandate, looked_at, unit,
                file_owner, channel, language, at,
            )  # fmt: skip
    except IntegrityError:
        # Sent before, or by another request in this moment: that one is the case. Asking first would cost each
        # of the many that are sent once.
        known = _sent_before(idempotency_key)
        if known is None:
            raise
        return known


def _sent_before(key: str) -> Receipt | None:
    case = Case.objects.filter(submission__idempotency_key=key).first()
    if case is None:
        return None
    code = code_for(key)
    # After a change of the secret key the code cannot be worked out any more; the one shown first still opens.
    return Receipt(case, case.reference, code if hash_code(code) == case.code_hash else "")


def _checked(
    version: ProcedureVersion, answers: Mapping[str, Any]
) -> tuple[CompiledForm | None, dict[str, Any]]:
    """The form and the answers to keep; raises ``AnswersRefusedError``."""
    if version.form_version_id is None:
        return None, dict(answers)
    form = compiled(version.form_version_id)
    found = form.evaluate(dict(answers))
    if found.errors:
        raise AnswersRefusedError({path: list(sentences) for path, sentences in found.errors.items()})
    return form, found.submission


def _require_level(
    version: ProcedureVersion, form: CompiledForm | None, answers: dict[str, Any], by: Who
) -> None:
    """Raise ``LevelTooLowError`` unless it is sure enough who sends; at the counter the clerk looks at the card."""
    if isinstance(by, Process) or is_staff(by):
        return
    has = by.trust_level if isinstance(by, User) else TrustLevel.NONE
    wanted = max(TrustLevel(version.level), TrustLevel(form.form.level) if form else TrustLevel.NONE)
    if form is not None and any(getattr(item, "level", "none") != "none" for item in form.items.values()):
        wanted = max(wanted, TrustLevel(form.evaluate(answers).level))
    if not has.reaches(wanted):
        raise LevelTooLowError(wanted.value)


def _identified(by: Who, looked_at: str = "") -> dict[str, str]:
    """How sure it is who sends, and which service said so: by its name of today; empty where nobody was asked.

    At the counter it is as sure as the document that the clerk looked at.
    """
    if looked_at in DOCUMENTS and looked_at != "none":
        label = str(DOCUMENTS[looked_at])
        return {"level": TrustLevel.SUBSTANTIAL.value, "service": "counter", "label": label}
    if not isinstance(by, User) or by.is_staff or by.trust_level == TrustLevel.NONE:
        return {}
    if by.identified is None:
        return {"level": by.trust_level.value}
    service = service_by_key(by.identified.service)
    label = service.label if service is not None else by.identified.service
    return {"level": by.trust_level.value, "service": by.identified.service, "label": label}


def _send(
    version: ProcedureVersion,
    form: CompiledForm | None,
    answers: dict[str, Any],
    key: str,
    by: Who,
    provenance: Mapping[str, Any],
    customer: Customer | None,
    mandate: Mandate | None,
    looked_at: str,
    unit: Unit | None,
    file_owner: str,
    channel: str,
    language: str,
    at: datetime | None,
) -> Receipt:
    moment = at or timezone.now()
    manifest = manifest_of(version)
    values = parameters(version)
    submission = Submission(
        procedure_version=version, form_version_id=version.form_version_id, answers=answers,
        provenance=dict(provenance), identified=_identified(by, looked_at), channel=channel, sent_at=moment,
        idempotency_key=key,
    )  # fmt: skip
    submission.insert()
    customer = customer or _customer(manifest, answers, by, language)
    people = people_of(manifest, answers, by, acting=mandate is not None)
    code = code_for(key)
    decided = ask_tables(version, answers, values)
    office = unit or decided.unit or responsible(version, value_at(answers, manifest.area_from))
    case = open_case(
        kind=manifest.case_kind, title=_title(manifest, answers, values), by=by, customer=customer,
        unit=office, service=version.procedure.service, procedure_version=version, submission=submission,
        mandate=mandate, channel=channel, due_on=due_date(version, timezone.localdate(moment), office.pk),
        confidential=version.confidential, code_hash=hash_code(code), data=decided.data, at=at,
    )  # fmt: skip
    tell(decided, case.subject)
    _tell_who_typed(case, by, looked_at, at)
    _claim(case, form, answers, file_owner)
    if manifest.fee is not None and not people:
        demand_when_sent(case, by, at)
    if people:
        change(case, by=by, state=State.WAITING_CUSTOMER, due_on=None)
        ask_signatures(case, people, by, language, at)
    elif manifest.fee is not None and waits_for_fee(case):
        change(case, by=by, state=State.WAITING_CUSTOMER, due_on=None)
    else:
        start(case, answers=answers, parameters=values, actor=actor(by), at=at)
    enqueue(finish_submission, case_id=str(case.pk), language=language)
    return Receipt(case, case.reference, code)


def _represented(mandate: Mandate, version: ProcedureVersion, by: Who) -> Customer:
    """Whom the account may act for in this procedure, now; raises ``CaseError`` after the term or the withdrawal."""
    found = None
    if isinstance(by, User):
        found = mandate_of(by, mandate.pk, procedure=version.procedure.key)
    if found is None or found.principal is None:
        raise CaseError(_("You may no longer act for this person or organisation. Your answers are kept."))
    customer: Customer = found.principal
    return customer


def _tell_who_typed(case: Case, by: Who, looked_at: str, at: datetime | None) -> None:
    """The log names both where somebody applied for somebody else, and the clerk at the counter."""
    if case.mandate is not None and case.customer is not None and isinstance(by, User):
        acted = AppliedFor(
            mandate=case.mandate.pk, agent=by.pk, customer=case.customer.pk, proof=case.mandate.proof
        )
        record(acted, stream=case.subject, actor=actor(by), personal={"text": who_applied(case)}, at=at)
    if looked_at and isinstance(by, User) and by.is_staff:
        typed = TypedAtCounter(clerk=by.pk, document=looked_at)
        record(typed, stream=case.subject, actor=actor(by), at=at)


def _customer(manifest: Manifest, answers: Mapping[str, Any], by: Who, language: str) -> Customer | None:
    fields = customer_fields(answers, manifest.customer)
    if isinstance(by, User) and not by.is_staff:
        return _completed(customer_for_user(by), fields)
    return create_customer(actor=actor(by), language=language, **fields) if fields else None


#: What an application may add to what is known of an account's owner, where nothing is.
_CONTACT = ("email", "phone", "address")


def _completed(customer: Customer, fields: dict[str, Any]) -> Customer:
    """How to reach the owner of an account that knows nothing of it, such as one that a service made."""
    missing = {name: fields[name] for name in _CONTACT if fields.get(name) and not getattr(customer, name)}
    return (
        update_customer(customer=customer, actor=actor_of(customer.user), **missing) if missing else customer
    )


def _title(manifest: Manifest, answers: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    if not manifest.title:
        return manifest.name
    try:
        title = compile_expression(manifest.title).evaluate({**answers, "param": values})
    except ExpressionError:
        return manifest.name
    return str(title).strip() or manifest.name if title is not None else manifest.name


def _claim(case: Case, form: CompiledForm | None, answers: Mapping[str, Any], file_owner: str) -> None:
    """The case takes over the files of the draft; nobody can send a file that belongs to somebody else."""
    if form is None:
        return
    paths = [path for path, item in form.items.items() if item.type == "file"]
    files = file_ids(answers, paths)
    if files and claim_files(files=files, owner=case.subject, was=["", file_owner]) != len(files):
        raise CaseError(
            _("A file of your application is not there any more. Please upload it again and send once more.")
        )

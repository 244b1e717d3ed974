"""What applicant and office do about the people who must sign."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.cases.access import PROCESS, Who, actor, require_customer, require_see, require_work
from allmende.base.cases.errors import CaseError
from allmende.base.cases.events import SignaturesThere
from allmende.base.cases.models import Case, State
from allmende.base.cases.signing import reminder_days
from allmende.base.identity.access import is_staff
from allmende.base.procedures.queries import manifest_of
from allmende.base.signatures.cosigning import actions as cosigning
from allmende.base.signatures.cosigning.errors import SigningError
from allmende.base.signatures.cosigning.models import Signer
from allmende.base.signatures.cosigning.queries import missing
from allmende.base.workflow.actions import cancel_task
from allmende.base.workflow.queries import open_tasks

from .beginning import start_once, time_begins, waits_for_fee
from .change import change, require_open
from .fees import demand_when_sent

#: What the work surface calls the task to look at a round that came to nothing.
HINT = "signatures"


def require_signatures(case: Case) -> None:
    """Raise ``CaseError`` while signatures are missing that nobody has waived."""
    names = [signer.name for signer in missing(case.subject)]
    if names:
        wrong = _(
            "Signatures are missing: %(names)s. Only a refusal can be decided now. If the law allows it, go on "
            "without them and say why."
        )
        raise CaseError(wrong % {"names": ", ".join(names)})


@transaction.atomic
def correct_signer(*, case: Case, signer_id: uuid.UUID, email: str, by: Who) -> Signer:
    """Send the invitation to another address; by the applicant or the office."""
    _require_part(case, by)
    signer = _signer(case, signer_id)
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise CaseError(_("Please give an e-mail address such as name@example.org.")) from None
    if signer.level == "low" and _is_used(case, signer, address):
        raise CaseError(_("Somebody else who signs has this address already."))
    try:
        return cosigning.correct_email(signer=signer, email=address, actor=actor(by))
    except SigningError as error:
        raise CaseError(str(error)) from error


@transaction.atomic
def invite_signer_again(*, case: Case, signer_id: uuid.UUID, by: Who) -> Signer:
    """Send a new link; by the applicant or the office. Raises ``TooOftenError`` after some in a day."""
    _require_part(case, by)
    try:
        return cosigning.invite_again(signer=_signer(case, signer_id), actor=actor(by))
    except SigningError as error:
        raise CaseError(str(error)) from error


@transaction.atomic
def waive_signatures(*, case: Case, reason: str, by: Who) -> Case:
    """Go on without the missing signatures; the office says why, and the log keeps it."""
    require_work(by, case)
    require_open(case)
    if not reason.strip():
        raise CaseError(_("Please say why it goes on without the missing signatures."))
    try:
        cosigning.waive_missing(subject=case.subject, reason=reason.strip(), actor=actor(by))
    except SigningError as error:
        raise CaseError(str(error)) from error
    case.refresh_from_db()
    return case


@transaction.atomic
def ask_signers_again(*, case: Case, due_on: date, by: Who) -> None:
    """A new last day for whoever has not signed: they are invited again."""
    require_work(by, case)
    require_open(case)
    if due_on <= timezone.localdate():
        raise CaseError(_("The last day for signing must lie in the future."))
    wanted = manifest_of(case.procedure_version).signatures if case.procedure_version else None
    days = reminder_days(wanted, case, due_on) if wanted else []
    try:
        cosigning.ask_again(subject=case.subject, due_on=due_on, remind_on=days, actor=actor(by))
    except SigningError as error:
        raise CaseError(str(error)) from error
    _end_tasks(case, by)
    if case.state in (State.RECEIVED, State.IN_PROGRESS, State.ON_HOLD):
        change(case, by=by, state=State.WAITING_CUSTOMER, follow_up_on=None)


@transaction.atomic
def go_on_signed(*, case: Case, at: datetime | None = None) -> None:
    """All have signed, or the office goes on without: the fee is demanded, the office's time begins, and the process.

    Where the fee comes first, the office begins when it is paid.
    """
    if not case.is_open:
        return
    _end_tasks(case, PROCESS)
    demand_when_sent(case, PROCESS, at)
    waits = waits_for_fee(case)
    fields = {} if waits else time_begins(case, at)
    due: date | None = fields.get("due_on")
    change(case, SignaturesThere(due_on=due), by=PROCESS, at=at, **fields)
    if not waits:
        start_once(case, PROCESS, at)


def _end_tasks(case: Case, by: Who) -> None:
    for task in open_tasks(case.subject).filter(hint=HINT):
        cancel_task(task=task, actor=actor(by))


def _is_used(case: Case, signer: Signer, address: str) -> bool:
    """Whoever holds an address would sign for everybody who is invited by it."""
    applicant = signer.round.applicant
    own = {case.customer.email if case.customer else "", applicant.email if applicant else ""} - {""}
    if address in own and not signer.is_applicant:
        return True
    return Signer.objects.filter(round=signer.round, email=address).exclude(pk=signer.pk).exists()


def _require_part(case: Case, by: Who) -> None:
    """The applicant or the office; for everybody else there is no such case."""
    require_see(by, case)
    if is_staff(by):
        require_work(by, case)
    else:
        require_customer(by, case)
    require_open(case)


def _signer(case: Case, key: uuid.UUID) -> Signer:
    found = (
        Signer.objects.select_related("round__applicant").filter(pk=key, round__subject=case.subject).first()
    )
    if found is None:
        raise CaseError(_("There is no such person in this application."))
    signer: Signer = found
    return signer

"""What a case does when the people who must sign have signed, refused, or let the time pass."""

from __future__ import annotations

from django.conf import settings
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.payments.models import Claim
from allmende.base.payments.queries import claims_of
from allmende.base.payments.slips import slip_of
from allmende.base.payments.words import amount_text
from allmende.base.records.actions import file_document
from allmende.base.records.models import Document
from allmende.base.signatures.cosigning.events import (
    SignatureGiven,
    SignatureRefused,
    SignaturesComplete,
    SignaturesLapsed,
    SignaturesWaived,
)
from allmende.base.signatures.cosigning.models import Signer
from allmende.base.workflow.actions import add_task
from allmende.base.workflow.queries import open_tasks
from allmende.foundation.events.actions import subscribe
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import PUBLIC, SYSTEM

from .access import PROCESS
from .actions.correspondence import to_customer
from .actions.signing import HINT, go_on_signed
from .filing import record_for
from .models import Case, State


def connect() -> None:
    """Subscribe to events; called once from ``AppConfig.ready()``."""
    subscribe(SignaturesComplete)(all_signed)
    subscribe(SignaturesWaived)(waived)
    subscribe(SignatureRefused)(refused)
    subscribe(SignatureGiven)(file_signed_document)
    subscribe(SignaturesLapsed)(lapsed)


def all_signed(_event: SignaturesComplete, stored: Event) -> None:
    """The office's time begins, and the process; the applicant hears of it where others had to sign, too."""
    case = _case(stored)
    if case is None:
        return
    go_on_signed(case=case)
    if Signer.objects.filter(round__subject=case.subject, is_applicant=False).exists():
        with _in_language_of(case):
            _tell(case, _signed_words(case))


def _signed_words(case: Case) -> str:
    claim = claims_of(case.subject).filter(state=Claim.State.OPEN).first()
    if claim is None:
        return _("All have signed. The office now begins with your application.")
    values = {
        "amount": amount_text(claim.owed),
        "day": formats.date_format(claim.due_on),
        "link": slip_of(claim).link,
    }
    if case.state == State.WAITING_CUSTOMER:
        return (
            _(
                "All have signed. Now please pay %(amount)s; the office begins as soon as it is there:\n%(link)s"
            )
            % values
        )
    return (
        _(
            "All have signed. The office now begins with your application. Please pay %(amount)s by %(day)s:\n%(link)s"
        )
        % values
    )


def file_signed_document(event: SignatureGiven, stored: Event) -> None:
    """A summary that came back with a qualified signature belongs into the e-file."""
    case = _case(stored)
    signer = Signer.objects.select_related("signed_file").filter(pk=event.signer).first()
    if case is None or signer is None or signer.signed_file is None:
        return
    file_document(
        record=record_for(case), file=signer.signed_file, kind=Document.Kind.EVIDENCE, title=signer.signed_file.name,
        actor=PUBLIC, origin=Document.Origin.INCOMING, once=f"signature:{signer.pk}",
    )  # fmt: skip


def waived(_event: SignaturesWaived, stored: Event) -> None:
    """The office goes on without."""
    case = _case(stored)
    if case is not None:
        go_on_signed(case=case)


def refused(event: SignatureRefused, stored: Event) -> None:
    """A clerk looks at it; the applicant is told who refused, and why."""
    case = _case(stored)
    if case is None:
        return
    signer = Signer.objects.get(pk=event.signer)
    _ask_to_look(case, gettext_lazy("A signature was refused: decide how it goes on"))
    with _in_language_of(case):
        words = _("%(name)s does not sign your application and says: %(reason)s")
        rest = _("The office will write to you. You can also take the application back.")
        _tell(case, f"{words % {'name': signer.name, 'reason': signer.reason}}\n\n{rest}")


def lapsed(_event: SignaturesLapsed, stored: Event) -> None:
    """A clerk looks at it; the applicant is told whose signature is missing."""
    case = _case(stored)
    if case is None:
        return
    _ask_to_look(case, gettext_lazy("The time for signing is over: decide how it goes on"))
    signers = Signer.objects.filter(round__subject=case.subject).exclude(state=Signer.State.SIGNED)
    names = ", ".join(signers.values_list("name", flat=True))
    with _in_language_of(case):
        words = _("The time for signing your application is over. The signature of %(names)s is missing.")
        rest = _("The office will write to you. If you need more time, write to the office.")
        _tell(case, f"{words % {'names': names}}\n\n{rest}")


def _case(stored: Event) -> Case | None:
    if not stored.stream.startswith("case:"):
        return None
    related = ("unit", "customer", "submission", "procedure_version", "assignee")
    found: Case | None = (
        Case.objects.select_related(*related).filter(pk=stored.stream.partition(":")[2], is_open=True).first()
    )
    return found


def _ask_to_look(case: Case, name: str | Promise) -> None:
    if not open_tasks(case.subject).filter(hint=HINT).exists():
        with translation.override(settings.LANGUAGE_CODE):
            add_task(
                subject=case.subject, name=str(name), unit=case.unit, actor=SYSTEM, assignee=case.assignee,
                hint=HINT,
            )  # fmt: skip


def _tell(case: Case, body: str) -> None:
    to_customer(case=case, body=body, by=PROCESS)


def _in_language_of(case: Case) -> translation.override:
    return translation.override(case.customer.language if case.customer else "de")

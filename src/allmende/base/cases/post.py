"""The mail room finds the case an e-mail is about, or opens one, without becoming a party to it."""

from __future__ import annotations

import re
import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.customers.models import Customer
from allmende.base.customers.queries import customers_by_email
from allmende.base.directory.models import Service, Unit
from allmende.base.directory.queries import responsible_unit
from allmende.base.identity.access import actor_of, require_role
from allmende.base.identity.models import Role, User
from allmende.base.messages.actions import open_conversation
from allmende.base.messages.models import Message, UnmatchedEmail
from allmende.base.messages.unmatched import UnmatchedGoneError, file_unmatched
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import manifest_of, parameters
from allmende.base.workflow.queries import names_used
from allmende.foundation.ids import clean_reference

from .actions.opening import open_case
from .actions.routing import responsible
from .deadlines import due_date
from .errors import CaseError, CaseNotFoundError
from .filing import conversation_for
from .models import Case
from .process import start

MOST = 5
_WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,}")


def find_for_post(*, by: User, typed: str) -> Case:
    """The case with this number or reference, of whatever office.

    Raises ``PermissionDenied`` without the mail room's role, ``CaseNotFoundError``.
    """
    require_role(by, Role.POST)
    found = Case.objects.filter(_named([typed])).select_related("unit", "customer").first()
    if found is None:
        raise CaseNotFoundError
    return found


def suggest_for_post(*, by: User, email: UnmatchedEmail) -> list[Case]:
    """Cases that the e-mail may be about: named in it first, then the newest of whoever has its address.

    Confidential ones are left out: who knows their number can file to them all the same.
    """
    require_role(by, Role.POST)
    cases = Case.objects.filter(confidential=False).select_related("unit")
    words = list(dict.fromkeys(_WORDS.findall(f"{email.subject} {email.body[:5000]}")))[:300]
    found = list(cases.filter(_named(words))[:MOST]) if words else []
    known = [customer.pk for customer in customers_by_email(email.address)[:20]] if email.address else []
    found += cases.filter(customer_id__in=known).order_by("-id")[:MOST] if known else []
    return list({case.pk: case for case in found}.values())[:MOST]


@transaction.atomic
def file_email(*, email_id: uuid.UUID, case: Case, by: User) -> Message:
    """Make an e-mail of the mail room a message of ``case``; raises as ``messages.unmatched.file_unmatched``."""
    require_role(by, Role.POST)
    conversation = conversation_for(case) or open_conversation(
        subject=case.subject, title=case.title, reference=case.reference, confidential=case.confidential
    )
    return file_unmatched(email_id=email_id, conversation=conversation, by=by)


@transaction.atomic
def open_from_email(
    *,
    email_id: uuid.UUID,
    title: str,
    by: User,
    unit: Unit | None = None,
    service: Service | None = None,
    version: ProcedureVersion | None = None,
    customer: Customer | None = None,
    confidential: bool = False,
) -> Case:
    """Open a case from an e-mail that fits none: its text and its files are the first thing in the e-file.

    Deadlines count from the day on which the e-mail came. ``unit`` defaults to the office that is responsible for
    ``version`` or ``service``. A process that reads the answers of a form cannot run without them: then the office
    works without it. Raises ``PermissionDenied`` without the mail room's role, ``CaseError`` where no office is known,
    ``UnmatchedGoneError`` where a colleague was quicker.
    """
    require_role(by, Role.POST)
    email = UnmatchedEmail.objects.select_for_update().filter(pk=email_id).first()
    if email is None:
        raise UnmatchedGoneError(str(email_id))
    manifest = manifest_of(version) if version else None
    received, office = email.received_at, unit or _office_for(version, service)
    case = open_case(
        kind=manifest.case_kind if manifest else "enquiry", title=title, by=by, channel="email",
        unit=office, customer=customer, procedure_version=version,
        service=version.procedure.service if version else service,
        due_on=due_date(version, timezone.localdate(received), office.pk) if version else None,
        confidential=confidential or bool(version and version.confidential), received_at=received,
    )  # fmt: skip
    if version is not None and runs_without_answers(version):
        start(case, answers={}, parameters=parameters(version), actor=actor_of(by))
    open_conversation(
        subject=case.subject, customer=customer, title=case.title, reference=case.reference,
        confidential=case.confidential, email="" if customer and customer.email else email.address, new=True,
    )  # fmt: skip
    file_email(email_id=email.pk, case=case, by=by)
    return case


def runs_without_answers(version: ProcedureVersion) -> bool:
    """Whether the procedure's process reads nothing that only its form could tell."""
    process = version.process_version
    return process is not None and not any(
        name == "answers" or name.startswith("answers.") for name in names_used(process)
    )


def _office_for(version: ProcedureVersion | None, service: Service | None) -> Unit:
    unit = responsible(version) if version else responsible_unit(service) if service else None
    if unit is None:
        raise CaseError(_("Please choose the office: the directory does not name one."))
    return unit


def _named(words: list[str]) -> Q:
    references = [reference for word in words if (reference := clean_reference(word))]
    return Q(number__in=[word.strip() for word in words]) | Q(reference__in=references)

"""The mail room finds the case an e-mail is about without becoming a party to it: number, title and office only."""

from __future__ import annotations

import re
import uuid

from django.db import transaction
from django.db.models import Q

from allmende.base.customers.queries import customers_by_email
from allmende.base.identity.access import require_role
from allmende.base.identity.models import Role, User
from allmende.base.messages.actions import open_conversation
from allmende.base.messages.models import Message, UnmatchedEmail
from allmende.base.messages.unmatched import file_unmatched
from allmende.foundation.ids import clean_reference

from .errors import CaseNotFoundError
from .filing import conversation_for
from .models import Case

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


def _named(words: list[str]) -> Q:
    references = [reference for word in words if (reference := clean_reference(word))]
    return Q(number__in=[word.strip() for word in words]) | Q(reference__in=references)

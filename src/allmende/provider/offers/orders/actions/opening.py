"""What orders and questions share when their case opens."""

from __future__ import annotations

from django.utils.translation import gettext as _

from allmende.base.cases.models import Case
from allmende.base.messages.actions import open_conversation
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import current_version
from allmende.foundation.ids import uuid7
from allmende.provider.offers.models import Contact

from ..errors import OrderError


def version_for(key: str) -> ProcedureVersion:
    """The procedure that new cases follow; raises ``OrderError`` where the provider has not set it up."""
    version = current_version(key)
    if version is None:
        raise OrderError(_("This is not set up yet. Please call us or write to us by e-mail."))
    return version


def token_of(once: str) -> str:
    """The form's token, or one of its own: at most 64 characters."""
    return once[:64] or str(uuid7())


def write_to(case: Case, contact: Contact | None) -> None:
    """Messages about the case go to the contact who opened it, as long as that one has an address."""
    if contact is None or not contact.email:
        return
    conversation = open_conversation(
        subject=case.subject, customer=case.customer, title=case.title, reference=case.reference,
        email=contact.email, language=contact.language,
    )  # fmt: skip
    if conversation.email != contact.email:
        conversation.email = contact.email
        conversation.save(update_fields=["email"])

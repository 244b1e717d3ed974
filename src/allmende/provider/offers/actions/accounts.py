"""Linking an account with a contact: only who reads the contact's mailbox may become that contact.

There are two proofs. The account's own confirmed e-mail address is the contact's; or somebody who is logged in opens
the link that went to the contact's address. Neither works for an address that staff has changed since.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.messages.outbox import queue_email
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.tenants.context import current_tenant
from allmende.foundation.tenants.queries import absolute_url

from ..access import require_provider
from ..events import AccountInvited, AccountLinked, AccountUnlinked
from ..mails import INVITATION
from ..models import Contact

#: An invitation works for so long.
INVITED_FOR = timedelta(days=14)


@transaction.atomic
def invite_contact(*, contact: Contact, by: User | Actor) -> None:
    """Send the contact a link by which it links its account; an earlier link ends. Raises ``ValidationError``."""
    actor = require_provider(by)
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if not contact.email or contact.erased_at is not None:
        raise ValidationError(_("This contact has no e-mail address. Please add it first."))
    if contact.user_id is not None:
        raise ValidationError(_("This contact has an account already."))
    token = secrets.token_urlsafe(32)
    contact.invitation_hash, contact.invited_at = hash_invitation(token), timezone.now()
    contact.save(update_fields=["invitation_hash", "invited_at"])
    names = list(contact.roles.order_by("institution__name").values_list("institution__name", flat=True)[:3])
    link = absolute_url(reverse("offers:invitation", args=[token]))
    context = {
        "name": contact.name, "institutions": ", ".join(dict.fromkeys(names)), "link": link,
        "tenant": current_tenant().name,
    }  # fmt: skip
    queue_email(to=contact.email, kind=INVITATION.key, context=context, language=contact.language)
    record(AccountInvited(contact=str(contact.pk)), stream=contact.stream, actor=actor)


def invited_by(token: str) -> Contact | None:
    """The contact whom this link invites, while it works."""
    found: Contact | None = Contact.objects.filter(
        invitation_hash=hash_invitation(token), invited_at__gt=timezone.now() - INVITED_FOR,
        user=None, erased_at=None,
    ).first()  # fmt: skip
    return found


@transaction.atomic
def accept_invitation(*, token: str, user: User) -> Contact:
    """``user`` acts as the invited contact from now on; the link is used up. Raises ``PermissionDenied``."""
    found = invited_by(token)
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=found.pk) if found else None
    if contact is None or contact.invitation_hash != hash_invitation(token) or user.confirmed_at is None:
        raise PermissionDenied("the invitation does not hold")
    return _link(contact, user)


@transaction.atomic
def link_account(*, contact: Contact, user: User) -> Contact:
    """``user`` acts as ``contact`` from now on: its own act.

    Raises ``PermissionDenied`` unless the account's confirmed e-mail address is the contact's, and the contact has no
    other account.
    """
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    same = bool(contact.email) and contact.email == user.email and user.confirmed_at is not None
    if not same or contact.erased_at is not None or contact.user_id not in (None, user.pk):
        raise PermissionDenied("the account does not prove the contact's address")
    return _link(contact, user)


@transaction.atomic
def unlink_account(*, contact: Contact, by: User | Actor) -> None:
    """The account no longer acts as the contact; the owner of the account may say so, and the provider's staff."""
    own = isinstance(by, User) and contact.user_id == by.pk
    actor = actor_of(by) if own and isinstance(by, User) else require_provider(by)
    if Contact.objects.filter(pk=contact.pk, user__isnull=False).update(user=None):
        record(AccountUnlinked(contact=str(contact.pk)), stream=contact.stream, actor=actor)


def hash_invitation(token: str) -> str:
    """What is kept of a link: it cannot be read back."""
    return salted_hmac("offers.invitation", token, algorithm="sha256").hexdigest()


def _link(contact: Contact, user: User) -> Contact:
    if contact.user_id != user.pk:
        contact.user, contact.invitation_hash = user, ""
        contact.save(update_fields=["user", "invitation_hash"])
        record(AccountLinked(contact=str(contact.pk)), stream=contact.stream, actor=actor_of(user))
    return contact

"""Linking an account with a contact: only who reads the contact's mailbox may become that contact."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ..access import require_provider
from ..events import AccountLinked, AccountUnlinked
from ..models import Contact


@transaction.atomic
def link_account(*, contact: Contact, user: User) -> Contact:
    """``user`` acts as ``contact`` from now on: its own act, after its confirmed address was compared.

    Raises ``PermissionDenied`` unless the account's confirmed e-mail address is the contact's.
    """
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    same = bool(contact.email) and contact.email == user.email and user.confirmed_at is not None
    if not same or contact.erased_at is not None or user.is_staff:
        raise PermissionDenied("the account does not prove the contact's address")
    return set_account(contact=contact, user=user, actor=actor_of(user))


@transaction.atomic
def unlink_account(*, contact: Contact, by: User | Actor) -> None:
    """The account no longer acts as the contact."""
    actor = require_provider(by)
    if Contact.objects.filter(pk=contact.pk, user__isnull=False).update(user=None):
        record(AccountUnlinked(contact=str(contact.pk)), stream=contact.stream, actor=actor)


def set_account(*, contact: Contact, user: User, actor: Actor) -> Contact:
    """Link, once it is proved; within the caller's transaction."""
    if contact.user_id != user.pk:
        contact.user = user
        contact.save(update_fields=["user"])
        record(AccountLinked(contact=str(contact.pk)), stream=contact.stream, actor=actor)
    return contact


def invite_contact(*, contact: Contact, by: User | Actor) -> None:
    """Send the contact a link with which it links its account; raises ``ValidationError`` without an address."""
    require_provider(by)
    raise NotImplementedError  # with the portal

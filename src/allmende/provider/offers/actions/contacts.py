"""People whom the provider writes to: recorded, named for institutions, replaced, erased."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.foundation.events.actions import erase_personal, record
from allmende.foundation.events.types import Actor

from ..access import require_provider
from ..events import ContactBounced, ContactChanged, ContactErased, ContactReplaced, RoleEnded, RoleGiven
from ..models import Contact, ContactProposal, ContactRole, Institution
from .saving import save_row


class ContactFields(TypedDict, total=False):
    """What may be said about a contact."""

    name: str
    email: str
    phone: str
    language: str


@transaction.atomic
def save_contact(*, number: str, by: User | Actor, **fields: Unpack[ContactFields]) -> Contact:
    """Create or change the contact ``number`` (mostly the e-mail address); raises ``ValidationError``.

    A new address takes back that e-mails came back, and the link with an account: that one has to prove it again.
    """
    actor = require_provider(by)
    if "email" in fields:
        fields["email"] = fields["email"].strip().lower()
    if not (fields.get("name") or fields.get("email") or Contact.objects.filter(number=number).exists()):
        raise ValidationError({"name": _("Please give a name or an e-mail address.")})
    contact, created, changed = save_row(Contact, {"number": number}, fields)
    if contact.erased_at is not None:
        raise ValidationError(_("This contact has been erased."))
    if created or changed:
        if "email" in changed and not created:
            contact.bounced_at, contact.user, contact.invitation_hash = None, None, ""
            contact.save(update_fields=["bounced_at", "user", "invitation_hash"])
        event = ContactChanged(contact=str(contact.pk), created=created, fields=changed)
        record(event, stream=contact.stream, actor=actor, personal=dict(fields))
    return contact


@transaction.atomic
def give_role(
    *, contact: Contact, institution: Institution, role: str, by: User | Actor, is_deputy: bool = False
) -> ContactRole:
    """Name ``contact`` for ``institution`` (HEAD, IT, SECRETARY, BODY), or make it deputy or first; once each."""
    actor = require_provider(by)
    if role not in ContactRole.Role.values:
        raise ValidationError({"role": _("Please choose a task.")})
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if contact.erased_at is not None:
        raise ValidationError(_("This contact has been erased."))
    row, created = ContactRole.objects.get_or_create(
        contact=contact, institution=institution, role=role, defaults={"is_deputy": is_deputy}
    )
    if not created and row.is_deputy == is_deputy:
        return row
    row.is_deputy = is_deputy
    row.save(update_fields=["is_deputy"])
    if contact.ended_at is not None:
        contact.ended_at = None
        contact.save(update_fields=["ended_at"])
    event = RoleGiven(
        contact=str(contact.pk), institution=str(institution.pk), role=role, is_deputy=is_deputy
    )
    record(event, stream=contact.stream, actor=actor)
    return row


@transaction.atomic
def known_or_new(*, name: str, email: str, phone: str, by: User | Actor) -> Contact:
    """The contact with this address, as it is; else a new one."""
    address = email.strip().lower()
    if address:
        rows = Contact.objects.filter(email=address, erased_at=None).order_by("ended_at", "id")
        found: Contact | None = rows.first()
        if found is not None:
            return found
    taken = not address or Contact.objects.filter(number=address).exists()  # of one whose address was changed
    number = uuid.uuid4().hex if taken else address
    return save_contact(number=number, name=name, email=address, phone=phone, by=by)


@transaction.atomic
def end_role(*, role: ContactRole, by: User | Actor) -> None:
    """The contact is no longer that; with the last role the year begins after which it is erased."""
    actor = require_provider(by)
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=role.contact_id)
    event = RoleEnded(contact=str(contact.pk), institution=str(role.institution_id), role=role.role)
    role.delete()
    record(event, stream=contact.stream, actor=actor)
    _end_without_roles(contact)


@transaction.atomic
def replace_contact(
    *,
    contact: Contact,
    successor: Contact,
    by: User | Actor,
    institutions: Collection[Institution] | None = None,
) -> None:
    """``successor`` takes the roles of ``contact``, all of them or those at ``institutions``; letters follow."""
    actor = require_provider(by)
    if contact.pk == successor.pk:
        raise ValidationError(_("Please choose another person."))
    both = Contact.objects.select_for_update(of=("self",)).filter(pk__in=(contact.pk, successor.pk))
    rows = {row.pk: row for row in both.order_by("pk")}
    contact, successor = rows[contact.pk], rows[successor.pk]
    if successor.erased_at is not None:
        raise ValidationError(_("This contact has been erased."))
    roles = contact.roles.select_related("institution")
    if institutions is not None:
        roles = roles.filter(institution__in=[one.pk for one in institutions])
    touched = sorted({str(role.institution_id) for role in roles})
    if not touched:
        raise ValidationError(_("This contact stands for none of these institutions."))
    for role in roles:
        give_role(
            contact=successor,
            institution=role.institution,
            role=role.role,
            is_deputy=role.is_deputy,
            by=actor,
        )
        role.delete()
    event = ContactReplaced(contact=str(contact.pk), successor=str(successor.pk), institutions=touched)
    record(event, stream=contact.stream, actor=actor)
    _end_without_roles(contact)


@transaction.atomic
def erase_contact(*, contact: Contact, by: User | Actor) -> None:
    """Erase name, addresses and what the log knows of them (GDPR Art. 17); a number stays that says nothing."""
    actor = require_provider(by)
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if contact.erased_at is not None:
        return
    institutions = sorted({str(key) for key in contact.roles.values_list("institution_id", flat=True)})
    contact.roles.all().delete()
    ContactProposal.objects.filter(Q(contact=contact) | (Q(email=contact.email) & ~Q(email=""))).delete()
    contact.number = f"erased:{contact.pk}"
    contact.name = contact.email = contact.phone = ""
    contact.user, contact.bounced_at, contact.invitation_hash = None, None, ""
    contact.erased_at = timezone.now()
    contact.ended_at = contact.ended_at or contact.erased_at
    contact.save()
    record(
        ContactErased(contact=str(contact.pk), institutions=institutions),
        stream=contact.stream, actor=actor,
    )  # fmt: skip
    erase_personal(stream=contact.stream)


@transaction.atomic
def note_bounce(*, contact: Contact, at: datetime, by: User | Actor) -> None:
    """An e-mail came back for good: nobody is written to there until the address changes."""
    actor = require_provider(by)
    if Contact.objects.filter(pk=contact.pk, bounced_at=None, erased_at=None).update(bounced_at=at):
        record(ContactBounced(contact=str(contact.pk)), stream=contact.stream, actor=actor)


def _end_without_roles(contact: Contact) -> None:
    if not contact.roles.exists():
        contact.ended_at = timezone.now()
        contact.save(update_fields=["ended_at"])

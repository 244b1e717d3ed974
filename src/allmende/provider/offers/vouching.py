"""Whose word is enough for whom: a new contact's mailbox confirms only what the one who named it may give."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from allmende.base.identity.models import User

from .access import contacts_for
from .models import Contact, ContactRole, Institution

Role = ContactRole.Role
#: Tasks that agree to nothing: every contact of the institution may name somebody for them.
PLAIN = frozenset({Role.IT, Role.SECRETARY})


def roles_for(institution: Institution) -> list[tuple[str, str]]:
    """What somebody can be there; standing for a body is given only at the body itself."""
    is_body = institution.kind == Institution.Kind.BODY
    return [(str(key), str(label)) for key, label in Role.choices if is_body or key != Role.BODY]


def may_vouch(user: User | None, institution: Institution, roles: Collection[str]) -> bool:
    """Whether ``user`` may give all of ``roles`` there with no more than the new mailbox's word.

    Head and body agree to orders: only who has the task may pass it on. Whoever names somebody must be a contact of the
    institution itself.
    """
    if user is None:
        return False
    own = set(ContactRole.objects.filter(
        contact__in=contacts_for(user), institution=institution
    ).values_list("role", flat=True))  # fmt: skip
    return bool(own) and all(role in PLAIN or role in own for role in roles)


def roles_at(contact: Contact, institution: Institution) -> set[str]:
    """What the contact is there."""
    return set(contact.roles.filter(institution=institution).values_list("role", flat=True))


def stands_elsewhere(contact: Contact, institution: Institution) -> bool:
    """Whether the contact also stands for others, for whom this institution cannot speak."""
    return contact.roles.exclude(institution=institution).exists()


def names_own(user: User, contact: Contact | None) -> bool:
    """Whether the contact is the user's own."""
    return contact is not None and contact.user_id == user.pk


def found_at(institution: Institution, key: uuid.UUID) -> Contact | None:
    """The contact ``key`` of the institution."""
    rows = Contact.objects.filter(roles__institution=institution, erased_at=None, ended_at=None)
    found: Contact | None = rows.filter(pk=key).distinct().first()
    return found

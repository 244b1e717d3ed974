"""What the provider knows about an account's owner as a contact."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.identity.models import User
from allmende.base.identity.personal_data import PersonalData
from allmende.foundation.events.types import SYSTEM

from .actions import unlink_account
from .models import Contact, ContactProposal


class ContactData(PersonalData):
    """Name, addresses and tasks; the contact stays when the account goes, since the institution named it."""

    key = "provider_contact"
    label = gettext_lazy("Contact for IT services")

    def export(self, user: User) -> list[dict[str, Any]]:
        """One object per contact, with the institutions that it stands for."""
        rows = Contact.objects.filter(user_id=user.pk).prefetch_related("roles__institution")
        return [
            {
                "name": row.name, "email": row.email, "phone": row.phone, "language": row.language,
                "e-mail came back": row.bounced_at.isoformat() if row.bounced_at else "",
                "tasks": [
                    {"institution": role.institution.name, "task": role.get_role_display(), "deputy": role.is_deputy}
                    for role in row.roles.all()
                ],
            }
            for row in rows
        ]  # fmt: skip

    def kept(self, user: User) -> list[str]:
        """Who stands for an institution is still written to until it names somebody else."""
        rows = Contact.objects.filter(user_id=user.pk, ended_at=None)
        return [
            _(
                "You are named as the contact of an institution for its IT services. Your name and address there stay "
                "until the institution names somebody else, and one year more. You can ask the provider to erase them."
            )
            for _row in rows[:1]
        ]

    def erase(self, user: User) -> None:
        """The account no longer acts as the contact; whoever has no task any more is erased by the yearly rule."""
        for row in Contact.objects.filter(user_id=user.pk):
            unlink_account(contact=row, by=SYSTEM)
        ContactProposal.objects.filter(proposed_by=user).update(proposed_by=None)

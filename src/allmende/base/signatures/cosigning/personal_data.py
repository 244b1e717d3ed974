"""What cosigning knows about an account's owner."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.identity.models import User
from allmende.base.identity.personal_data import PersonalData, personal_data

from .models import Signer


class Signatures(PersonalData):
    """Where the owner signed or was asked to."""

    key = "signatures"
    label = gettext_lazy("Signatures")

    def export(self, user: User) -> list[dict[str, Any]]:
        """One object per signature asked for, the oldest first."""
        rows = _of(user).select_related("round").order_by("pk")
        return [
            {
                "title": row.round.title,
                "reference": row.round.reference,
                "name": row.name,
                "email": row.email,
                "confirmed_name": row.confirmed_name,
                "state": row.state,
                "level": row.reached,
                "at": row.done_at.isoformat() if row.done_at else None,
                "reason": row.reason,
                "signed": row.round.digest if row.state == Signer.State.SIGNED else "",
            }
            for row in rows
        ]

    def kept(self, user: User) -> list[str]:
        """A signature proves somebody else's application."""
        if not _of(user).filter(state=Signer.State.SIGNED).exists():
            return []
        return [_("What you signed for others must be kept with their application.")]

    def erase(self, user: User) -> None:
        """The address is not needed any more; the name stays with what was signed."""
        _of(user).exclude(state=Signer.State.INVITED).update(email="", token_hash="", user=None)


def _of(user: User) -> Any:
    own = Q(user_id=user.pk)
    if user.email and user.confirmed_at:
        own |= Q(email=user.email)
    return Signer.objects.filter(own)


personal_data.register(Signatures())

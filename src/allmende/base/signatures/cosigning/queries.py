"""Reads that other apps use."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from allmende.base.identity.models import User

from .models import Signer, SigningRound


def round_of(subject: str) -> SigningRound | None:
    """The round of a subject with its signers (``signers.all()``), or None where nobody else must sign."""
    found: SigningRound | None = (
        SigningRound.objects.filter(subject=subject)
        .select_related("document")
        .prefetch_related("signers", "signers__signed_file")
        .first()
    )
    return found


def missing(subject: str) -> list[Signer]:
    """Whose signature is missing; empty where all have signed, none were needed, or an officer waived the rest."""
    found = round_of(subject)
    if found is None or found.is_done:
        return []
    return [
        signer for signer in found.signers.all() if signer.state != Signer.State.SIGNED and _counts(signer)
    ]


def waiting_subjects(subjects: Collection[str]) -> frozenset[str]:
    """Which of these wait for signatures; no query for none."""
    if not subjects:
        return frozenset()
    open_rounds = SigningRound.objects.filter(subject__in=subjects, state=SigningRound.State.WAITING)
    return frozenset(open_rounds.values_list("subject", flat=True))


def invitations_of(user: User) -> list[Signer]:
    """What waits for the signature of this account, by its confirmed e-mail address."""
    if user.confirmed_at is None or not user.email or user.is_staff:
        return []
    waiting = Signer.objects.filter(
        email=user.email, state=Signer.State.INVITED, round__state=SigningRound.State.WAITING
    )
    return list(waiting.select_related("round__document").order_by("round__due_on", "id")[:50])


def invited_account(user: User, signer_id: uuid.UUID) -> Signer | None:
    """The person asked to sign, where this account's confirmed address is the invited one, or it signed itself."""
    if user.confirmed_at is None or user.is_staff:
        return None
    found: Signer | None = Signer.objects.select_related("round__document").filter(pk=signer_id).first()
    if found is None:
        return None
    invited = bool(found.email) and found.email == user.email
    applicant = found.is_applicant and found.round.applicant_id == user.pk
    return found if invited or applicant or found.user_id == user.pk else None


def _counts(signer: Signer) -> bool:
    return signer.state != Signer.State.DROPPED

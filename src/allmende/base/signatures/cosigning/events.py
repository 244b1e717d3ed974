"""What happens to signatures, as the log tells it, on the stream of the subject. Names are in the personal payload."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class SignaturesAsked(DomainEvent):
    type: ClassVar[str] = "signatures.asked"
    label: ClassVar[str | Promise] = _("Signatures are needed")
    people: int
    due_on: date
    digest: str


@dataclass(frozen=True, kw_only=True)
class SignerInvited(DomainEvent):
    type: ClassVar[str] = "signatures.invited"
    label: ClassVar[str | Promise] = _("Invited to sign")
    signer: uuid.UUID
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class SignerReminded(DomainEvent):
    type: ClassVar[str] = "signatures.reminded"
    label: ClassVar[str | Promise] = _("Reminded to sign")
    signer: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SignatureGiven(DomainEvent):
    type: ClassVar[str] = "signatures.given"
    label: ClassVar[str | Promise] = _("Signed")
    signer: uuid.UUID
    level: str
    way: str
    service: str
    digest: str
    document: str


@dataclass(frozen=True, kw_only=True)
class SignatureRefused(DomainEvent):
    type: ClassVar[str] = "signatures.refused"
    label: ClassVar[str | Promise] = _("Refused to sign")
    signer: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SignatureTurnedAway(DomainEvent):
    """Somebody could not sign; ``reason`` is a word: level, name, account, changed, document."""

    type: ClassVar[str] = "signatures.turned_away"
    label: ClassVar[str | Promise] = _("Signature not taken")
    signer: uuid.UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class SignerChanged(DomainEvent):
    type: ClassVar[str] = "signatures.address_changed"
    label: ClassVar[str | Promise] = _("Address for the signature corrected")
    signer: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SignaturesComplete(DomainEvent):
    type: ClassVar[str] = "signatures.complete"
    label: ClassVar[str | Promise] = _("All have signed")


@dataclass(frozen=True, kw_only=True)
class SignaturesLapsed(DomainEvent):
    type: ClassVar[str] = "signatures.lapsed"
    label: ClassVar[str | Promise] = _("The time for signing is over")


@dataclass(frozen=True, kw_only=True)
class SignaturesWaived(DomainEvent):
    type: ClassVar[str] = "signatures.waived"
    label: ClassVar[str | Promise] = _("Goes on without the missing signatures")


@dataclass(frozen=True, kw_only=True)
class SignaturesAskedAgain(DomainEvent):
    type: ClassVar[str] = "signatures.asked_again"
    label: ClassVar[str | Promise] = _("New time for signing")
    due_on: date


@dataclass(frozen=True, kw_only=True)
class SignaturesEnded(DomainEvent):
    type: ClassVar[str] = "signatures.ended"
    label: ClassVar[str | Promise] = _("Signatures no longer needed")

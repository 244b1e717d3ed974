"""Inviting: everybody at once, or one after the other; one link per person, the last one sent."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import formats, timezone, translation

from allmende.base.messages.outbox import queue_email
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM, Actor
from allmende.foundation.limits.actions import spend
from allmende.foundation.tenants.context import current_tenant

from ..errors import NotWaitingError
from ..events import SignerInvited
from ..links import address_of, hash_token, new_token
from ..mails import INVITATION
from ..models import Signer, SigningRound
from .rows import lock

#: E-mails that one person can be sent in a day, whoever asks for them.
MOST_A_DAY = 5


@transaction.atomic
def invite_again(*, signer: Signer, actor: Actor) -> Signer:
    """Send a new link; the old one opens nothing any more. Raises ``TooOftenError``, ``NotWaitingError``."""
    found = lock(signer)
    if not found.round.is_waiting or found.state != Signer.State.INVITED or not found.email:
        raise NotWaitingError
    send_link(found, actor=actor, again=True)
    return found


def invite_those_due(found: SigningRound, *, renewed: Signer | None = None, everybody: bool = False) -> None:
    """Invite who is next: in a given order only the first who has not signed.

    ``renewed`` gets a new link though invited before, ``everybody`` all who are due. Nobody is invited before there is
    a document to look at.
    """
    if not found.is_waiting or found.document_id is None:
        return
    waiting = [one for one in found.signers.all() if one.is_open]
    for signer in waiting[:1] if found.in_order else waiting:
        is_new = signer.state == Signer.State.PLANNED
        if is_new or everybody or (renewed is not None and renewed.pk == signer.pk):
            send_link(signer, actor=SYSTEM, again=not is_new)


def send_link(
    signer: Signer, *, actor: Actor, again: bool = False, kind: str = INVITATION.key, tell: bool = True
) -> None:
    """Make the person's link and send it; without an address the person signs from the page of the case."""
    found = signer.round
    signer.state = Signer.State.INVITED
    signer.invited_at = signer.invited_at or timezone.now()
    if signer.email:
        spend("cosign-mail", str(signer.pk), limit=MOST_A_DAY, seconds=86_400)
        token = new_token()
        signer.token_hash, signer.token_until = hash_token(token), _end_of(found)
        _send(signer, kind, address_of(token))
    signer.save(update_fields=["state", "invited_at", "token_hash", "token_until"])
    if tell:
        record(SignerInvited(signer=signer.pk, again=again), stream=found.subject, actor=actor,
               personal={"name": signer.name})  # fmt: skip


def _send(signer: Signer, kind: str, link: str) -> None:
    found = signer.round
    with translation.override(found.language):
        until = formats.date_format(found.due_on, "DATE_FORMAT")
    queue_email(
        to=signer.email, kind=kind, language=found.language,
        context={
            "tenant": current_tenant().name, "link": link, "name": signer.name, "title": found.title,
            "asked_by": found.asked_by, "until": until,
        },
    )  # fmt: skip


def _end_of(found: SigningRound) -> datetime:
    """The link opens until the last day is over."""
    day = found.due_on + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time.min))

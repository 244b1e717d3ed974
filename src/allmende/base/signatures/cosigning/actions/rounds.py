"""Opening, waiting and ending of a round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.files.models import StoredFile

from ..errors import NotWaitingError
from ..events import (
    SignaturesAsked,
    SignaturesAskedAgain,
    SignaturesEnded,
    SignaturesWaived,
    SignerChanged,
)
from ..models import Signer, SigningRound
from ..people import Person
from .inviting import invite_those_due
from .rows import end, lock, locked_round, next_day


@transaction.atomic
def open_round(
    *,
    subject: str,
    title: str,
    digest: str,
    people: Sequence[Person],
    due_on: date,
    actor: Actor,
    remind_on: Sequence[date] = (),
    in_order: bool = False,
    reference: str = "",
    asked_by: str = "",
    applicant: User | None = None,
    language: str = "de",
    at: datetime | None = None,
) -> SigningRound:
    """Note who must sign what has this ``digest``; nobody is invited before ``begin``.

    The applicant, where among the people, comes first. ``remind_on`` are days before ``due_on``.
    """
    days = sorted({day for day in remind_on if day <= due_on})
    found = SigningRound.objects.create(
        subject=subject, title=title[:250], reference=reference, asked_by=asked_by[:200], applicant=applicant,
        digest=digest, in_order=in_order, language=language, opened_at=at or timezone.now(), due_on=due_on,
        remind_on=[day.isoformat() for day in days], next_on=next_day(days, due_on, date.min),
    )  # fmt: skip
    for position, person in enumerate(sorted(people, key=lambda one: not one.is_applicant)):
        Signer.objects.create(
            round=found, position=position, name=person.name[:200], email=person.email.strip().lower(),
            level=person.level, way=person.way, role=person.role[:120], is_applicant=person.is_applicant,
        )  # fmt: skip
    event = SignaturesAsked(people=len(people), due_on=due_on, digest=digest)
    record(event, stream=subject, actor=actor, personal={"names": [one.name for one in people]}, at=at)
    return found


@transaction.atomic
def begin(*, subject: str, document: StoredFile) -> None:
    """Lay ``document`` (the summary as PDF) before the people and invite who is first; a second run changes nothing."""
    found = SigningRound.objects.select_for_update().filter(subject=subject).first()
    if found is None or not found.is_waiting or found.document_id is not None:
        return
    found.document, found.document_sha256 = document, document.sha256
    found.save(update_fields=["document", "document_sha256"])
    invite_those_due(found)


@transaction.atomic
def correct_email(*, signer: Signer, email: str, actor: Actor) -> Signer:
    """Another address for somebody who has not signed; the old link opens nothing any more."""
    found = lock(signer)
    if not found.round.is_waiting or not found.is_open:
        raise NotWaitingError
    found.email, found.token_hash = email.strip().lower(), ""
    found.save(update_fields=["email", "token_hash"])
    personal = {"name": found.name, "email": found.email}
    record(SignerChanged(signer=found.pk), stream=found.round.subject, actor=actor, personal=personal)
    invite_those_due(found.round, renewed=found)
    return found


@transaction.atomic
def waive_missing(*, subject: str, reason: str, actor: Actor) -> None:
    """Go on without the missing signatures: an officer answers for that with ``reason``."""
    found = locked_round(subject)
    if found.is_done:
        raise NotWaitingError
    end(found, SigningRound.State.WAIVED)
    record(SignaturesWaived(), stream=subject, actor=actor, personal={"text": reason})


@transaction.atomic
def ask_again(*, subject: str, due_on: date, remind_on: Sequence[date], actor: Actor) -> SigningRound:
    """A new last day: after the time was over, after somebody refused, for a case taken up again, for more time."""
    found = locked_round(subject)
    if found.is_done:
        raise NotWaitingError
    days = sorted({day for day in remind_on if day <= due_on})
    found.state, found.due_on, found.ended_at = SigningRound.State.WAITING, due_on, None
    found.remind_on = [day.isoformat() for day in days]
    found.next_on = next_day(days, due_on, timezone.localdate())
    found.save()
    found.signers.filter(state=Signer.State.REFUSED).update(
        state=Signer.State.INVITED, done_at=None, reason="", token_hash=""
    )
    record(SignaturesAskedAgain(due_on=due_on), stream=subject, actor=actor)
    invite_those_due(found, everybody=True)
    return found


@transaction.atomic
def end_round(*, subject: str, actor: Actor) -> None:
    """Nobody needs the signatures any more: the subject was withdrawn or closed; nothing happens without a round."""
    found = SigningRound.objects.select_for_update().filter(subject=subject).first()
    if found is not None and not found.is_done and found.state != SigningRound.State.ENDED:
        end(found, SigningRound.State.ENDED)
        record(SignaturesEnded(), stream=subject, actor=actor)

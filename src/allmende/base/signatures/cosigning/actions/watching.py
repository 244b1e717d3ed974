"""Time: reminders, and the end of a round that nobody completed."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM

from ..events import SignaturesLapsed, SignerReminded
from ..mails import REMINDER
from ..models import Signer, SigningRound
from .inviting import send_link
from .rows import end, next_day


@transaction.atomic
def watch_round(*, key: uuid.UUID, on: date | None = None) -> None:
    """Do what is due in a round by the day ``on``: remind who has not signed, or let it lapse."""
    today = on or timezone.localdate()
    found = SigningRound.objects.select_for_update().filter(pk=key, next_on__lte=today).first()
    if found is None or not found.is_waiting:
        return
    if found.due_on < today:
        end(found, SigningRound.State.LAPSED)
        record(SignaturesLapsed(), stream=found.subject, actor=SYSTEM)
        return
    for signer in found.signers.filter(state=Signer.State.INVITED).exclude(email=""):
        send_link(signer, actor=SYSTEM, kind=REMINDER.key, tell=False)
        record(SignerReminded(signer=signer.pk), stream=found.subject, actor=SYSTEM,
               personal={"name": signer.name})  # fmt: skip
    days = [day for text in found.remind_on if (day := parse_date(text))]
    found.next_on = next_day(days, found.due_on, today)
    found.save(update_fields=["next_on"])

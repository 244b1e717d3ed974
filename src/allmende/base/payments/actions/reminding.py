"""The letter that goes with a reminder: a message with amount, day and reference, in the portal and by e-mail."""

from __future__ import annotations

from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _

from allmende.base.messages.actions import post_message
from allmende.base.messages.models import Message
from allmende.base.messages.queries import conversation_of
from allmende.foundation.events.types import Actor

from ..models import Claim
from ..rules import levels
from ..slips import slip_of
from ..words import amount_text
from .dunning import dun


@transaction.atomic
def remind(*, claim: Claim, actor: Actor) -> Claim:
    """``dun``, and tell the payer what is owed by when and how to pay; raises ``ClaimClosedError``."""
    claim = dun(claim=claim, actor=actor)
    conversation = conversation_of(claim.subject)
    if conversation is not None:
        post_message(
            conversation=conversation, body=_letter(claim, conversation.language), by=actor,
            direction=Message.Direction.OUT, once=f"dun:{claim.pk}:{claim.dunning_level}",
        )  # fmt: skip
    return claim


def _letter(claim: Claim, language: str) -> str:
    slip, level = slip_of(claim), levels()[claim.dunning_level - 1]
    with translation.override(language):
        text = _(
            "%(level)s: “%(purpose)s” is not paid yet. Please pay %(amount)s by %(day)s to %(recipient)s, %(iban)s, "
            "with the reference %(reference)s, or online: %(link)s\n\nIf you have paid in the last few days, you do "
            "not have to do anything."
        )
        return text % {
            "level": level.name, "purpose": claim.purpose, "amount": amount_text(claim.owed),
            "day": formats.date_format(claim.due_on, "DATE_FORMAT"), "recipient": slip.recipient, "iban": slip.iban,
            "reference": slip.reference, "link": slip.link,
        }  # fmt: skip

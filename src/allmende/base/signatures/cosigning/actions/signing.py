"""Signing and refusing: the person, the level, the name and the content are looked at in the moment of signing."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from allmende.base.identity.access import actor_of
from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import User
from allmende.base.identity.queries import confirmed_of
from allmende.base.messages.outbox import queue_email
from allmende.foundation.events.actions import record
from allmende.foundation.files.actions import claim_files
from allmende.foundation.files.models import StoredFile
from allmende.foundation.tenants.context import current_tenant

from ..errors import ChangedError, LevelError, NotWaitingError, SigningError, WrongPersonError
from ..events import SignatureGiven, SignatureRefused, SignaturesComplete, SignatureTurnedAway
from ..mails import RECEIPT
from ..models import Signer, SigningRound
from ..names import compare
from ..people import read_contents
from ..receipts import moment_of, render_receipt
from .inviting import invite_those_due
from .rows import end, lock

Visitor = User | AnonymousUser


@dataclass(frozen=True)
class Seen:
    """Who stands before the page: ``name`` is what a service confirmed, empty at the low level."""

    level: TrustLevel
    name: str = ""
    service: str = ""
    comparison: str = ""


@transaction.atomic
def sign(*, signer: Signer, by: Visitor, by_link: bool) -> Signer:
    """Sign what was laid before the people; ``by_link``: the person came by the link sent to the address.

    Raises ``NotWaitingError``, ``LevelError``, ``WrongPersonError``, ``ChangedError``; nothing is written then.
    """
    found = lock(signer)
    require_turn(found)
    if found.way == Signer.Way.QUALIFIED:
        raise SigningError(_("Here the document itself must carry your qualified electronic signature."))
    seen = require_person(found, by, by_link)
    require_same(found.round)
    give(found, by, seen, way=Signer.Way.IDENTITY)
    return found


@transaction.atomic
def sign_by_sending(*, subject: str, by: User) -> None:
    """The applicant signs by sending, where the level is reached in this moment; else later, as the others do.

    At the counter the clerk has looked at the identity card: the log says who.
    """
    mine = Signer.objects.select_related("round").filter(round__subject=subject, is_applicant=True).first()
    if mine is None or mine.way == Signer.Way.QUALIFIED:
        return
    at_counter = Seen(TrustLevel(mine.level), service="counter")
    seen = at_counter if by.is_staff else seen_of(mine, by, False, TrustLevel(mine.level))
    if seen.level.reaches(mine.level) and seen.comparison != "other":
        give(mine, by, seen, way=Signer.Way.IDENTITY)


@transaction.atomic
def refuse(*, signer: Signer, by: Visitor, by_link: bool, reason: str) -> Signer:
    """Refuse to sign; the reason is for the office and whoever applied. The round ends unless asked again."""
    found = lock(signer)
    require_turn(found)
    require_person(found, by, by_link)
    if not reason.strip():
        raise SigningError(_("Please say why you do not sign."))
    found.state, found.done_at, found.reason = Signer.State.REFUSED, timezone.now(), reason.strip()[:2000]
    found.user = by if isinstance(by, User) else None
    found.save()
    record(SignatureRefused(signer=found.pk), stream=found.round.subject, actor=actor_of(by),
           personal={"name": found.name, "text": found.reason})  # fmt: skip
    end(found.round, SigningRound.State.REFUSED)
    return found


@transaction.atomic
def mark_seen(*, signer: Signer) -> None:
    """The content was shown to the person for the first time."""
    Signer.objects.filter(pk=signer.pk, seen_at=None).update(seen_at=timezone.now())


@transaction.atomic
def turn_away(*, signer: Signer, reason: str, by: Visitor) -> None:
    """Note that somebody could not sign; ``reason`` is a word, no name."""
    event = SignatureTurnedAway(signer=signer.pk, reason=reason)
    record(event, stream=signer.round.subject, actor=actor_of(by))


def give(found: Signer, by: Visitor, seen: Seen, *, way: str) -> None:
    """Note the signature, and that all have signed, or who comes next."""
    found.state, found.done_at = Signer.State.SIGNED, timezone.now()
    found.user = by if isinstance(by, User) else None
    found.reached, found.service, found.confirmed_name = seen.level.value, seen.service, seen.name
    found.name_differs = seen.comparison == "alike"
    found.save()
    whole = found.round
    event = SignatureGiven(
        signer=found.pk, level=seen.level.value, way=way, service=seen.service, digest=whole.digest,
        document=whole.document_sha256,
    )  # fmt: skip
    personal = {"name": found.name, "confirmed_name": seen.name}
    record(event, stream=whole.subject, actor=actor_of(by), personal=personal)
    send_receipt(found)
    if any(one.is_open for one in whole.signers.all()):
        invite_those_due(whole)
        return
    end(whole, SigningRound.State.COMPLETE)
    record(SignaturesComplete(), stream=whole.subject, actor=actor_of(by))


def send_receipt(found: Signer) -> None:
    """Somebody who was invited hears that she has signed; whoever applied has the receipt of the application."""
    if found.is_applicant or not found.email:
        return
    whole = found.round
    with translation.override(whole.language):
        when = moment_of(found)
    context = {
        "tenant": current_tenant().name, "name": found.name, "title": whole.title or whole.reference,
        "asked_by": whole.asked_by, "when": when, "digest": whole.digest,
    }  # fmt: skip
    queue_email(to=found.email, kind=RECEIPT.key, language=whole.language, context=context)


@transaction.atomic
def receipt_of(*, signer: Signer) -> StoredFile | None:
    """The receipt as a PDF, made at the first asking; None for who has not signed."""
    found = lock(signer)
    if found.state != Signer.State.SIGNED:
        return None
    if found.receipt is None:
        found.receipt = render_receipt(found)
        claim_files(files=[found.receipt], owner=found.round.subject)
        found.save(update_fields=["receipt"])
    return found.receipt


def require_person(found: Signer, by: Visitor, by_link: bool, wanted: TrustLevel | None = None) -> Seen:
    """Who stands there, sure enough and the right one; raises ``LevelError`` or ``WrongPersonError``.

    ``wanted``: another level than the one demanded for signing.
    """
    level = wanted or TrustLevel(found.level)
    seen = seen_of(found, by, by_link, level)
    if isinstance(by, User):
        _require_own_account(found, by, by_link)
    if not seen.level.reaches(level):
        raise LevelError(level.value)
    if seen.comparison == "other":
        raise WrongPersonError
    return seen


def seen_of(found: Signer, by: Visitor, by_link: bool, wanted: TrustLevel) -> Seen:
    """What is known of the person: the link proves the address, as a confirmed account does; names come from services.

    From the substantial level on, nobody signs whose name no service has confirmed.
    """
    level = by.trust_level if isinstance(by, User) else TrustLevel.NONE
    if by_link and level < TrustLevel.LOW:
        level = TrustLevel.LOW
    given, family, service = _confirmed(by)
    if not given and not family:
        sure = wanted.reaches(TrustLevel.SUBSTANTIAL) and level.reaches(wanted)
        return Seen(level, comparison="other" if sure else "")
    name = f"{given} {family}".strip()
    return Seen(level, name, service, compare(found.name, given_names=given, family_name=family))


def _confirmed(by: Visitor) -> tuple[str, str, str]:
    """Given names, family name and the service that says so, of this session; empty without one."""
    said = by.identified if isinstance(by, User) else None
    if said is None or not isinstance(by, User):
        return "", "", ""
    found = confirmed_of(by)
    given, family = (found[key].value if key in found else "" for key in ("given_name", "family_name"))
    return given, family, said.service


def _require_own_account(found: Signer, by: User, by_link: bool) -> None:
    """One account signs once in a round, and nobody signs as somebody else."""
    whole = found.round
    if by.is_staff:
        raise WrongPersonError(_("Staff cannot sign for somebody. Please log out and open the link again."))
    is_applicant = whole.applicant_id is not None and by.pk == whole.applicant_id
    if found.is_applicant and whole.applicant_id is not None and not is_applicant:
        raise WrongPersonError
    if not found.is_applicant and is_applicant:
        raise WrongPersonError(
            _("You are logged in with the account that sent the application. Please log out; the person who "
              "was invited then opens the link.")
        )  # fmt: skip
    if whole.signers.filter(user_id=by.pk, state=Signer.State.SIGNED).exclude(pk=found.pk).exists():
        raise WrongPersonError(_("You have signed this application already, as somebody else."))
    if not by_link and not found.is_applicant and (not found.email or by.email != found.email):
        raise WrongPersonError


def require_turn(found: Signer) -> None:
    if not found.round.is_waiting or found.state != Signer.State.INVITED:
        raise NotWaitingError
    if found.round.due_on < timezone.localdate():
        raise NotWaitingError


def require_same(whole: SigningRound) -> None:
    """What is signed is what was laid before the people: content and document both."""
    now = read_contents(whole.subject, whole.language)
    if now is None or now.digest != whole.digest or whole.document is None:
        raise ChangedError
    if whole.document.sha256 != whole.document_sha256:
        raise ChangedError

"""What letters do when something happens elsewhere."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.utils import timezone

from allmende.base.identity.models import User
from allmende.base.messages.events import EmailFailed
from allmende.base.messages.outbox import delete_emails
from allmende.foundation.events.actions import subscribe
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM, Actor
from allmende.foundation.files.actions import release_files
from allmende.foundation.ids import NO_KEY, read_key
from allmende.provider.offers.actions import note_bounce
from allmende.provider.offers.events import (
    ContactErased,
    ContactReplaced,
    InstitutionEnded,
    InstitutionsMerged,
)
from allmende.provider.transitions.events import RevisionPublished
from allmende.provider.transitions.models import Programme, Revision

from .actions import hand_over, pass_on, prepare_notice, revoke_links
from .models import Letter, Notice, PageLink
from .recipients import USUAL


@subscribe(RevisionPublished)
def tell_of_revision(event: RevisionPublished, row: Event) -> None:
    """Whom a published revision touches is to be told, once a second person releases it."""
    first = Notice.objects.filter(programme=event.programme, revision=None).exclude(
        state=Notice.State.DROPPED
    )
    if first.update(revision=event.revision) or not event.institutions:
        return
    revision = Revision.objects.select_related("programme").get(pk=event.revision)
    who = Actor.parse(row.actor)
    user = User.objects.filter(pk=read_key(str(who.id)) or NO_KEY).first() if who.kind == "staff" else None
    before = Notice.objects.filter(programme=event.programme).order_by("-prepared_at").first()
    prepare_notice(
        programme=revision.programme, revision=revision, by=user,
        roles=before.roles if before else USUAL, remind_after=before.remind_after if before else 14,
    )  # fmt: skip


@subscribe(EmailFailed)
def note_returned_letter(event: EmailFailed, row: Event) -> None:
    """A letter came back: its contact is not written to any more, the next one is."""
    letter = Letter.objects.filter(email=uuid.UUID(event.email)).select_related("contact").first()
    if letter is None:
        return
    now = timezone.now()
    Letter.objects.filter(pk=letter.pk).update(bounced_at=now)
    if letter.contact is not None:
        note_bounce(contact=letter.contact, at=now, by=SYSTEM)
    pass_on(letters=[letter])


@subscribe(ContactReplaced)
def write_to_successor(event: ContactReplaced, row: Event) -> None:
    """The links of who left open nothing any more; who came gets a letter and links of its own."""
    keys = [uuid.UUID(key) for key in event.institutions]
    _revoke(PageLink.objects.filter(contact=uuid.UUID(event.contact), institution__in=keys))
    for letter in _latest_letters(event.contact, event.institutions):
        hand_over(letter=letter, successor=uuid.UUID(event.successor), institutions=keys)


@subscribe(ContactErased)
def forget_contact(event: ContactErased, row: Event) -> None:
    """Nothing of the letters names the person any more; somebody else is written to."""
    letters = list(Letter.objects.filter(contact=uuid.UUID(event.contact)))
    latest = _latest_letters(event.contact, event.institutions)
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(pdf=None)
    for letter in letters:
        release_files(owner=letter.owner)
    delete_emails([letter.email_id for letter in letters if letter.email_id])
    _revoke(PageLink.objects.filter(contact=uuid.UUID(event.contact)))
    for letter in latest:
        pass_on(letters=[letter])


@subscribe(InstitutionEnded)
def close_page(event: InstitutionEnded, row: Event) -> None:
    """Nobody acts for an institution that is no more."""
    _revoke(PageLink.objects.filter(institution=uuid.UUID(event.institution)))


@subscribe(InstitutionsMerged)
def hand_on_page(event: InstitutionsMerged, row: Event) -> None:
    """The links of what became part of another lead to that one's page."""
    PageLink.objects.filter(institution=uuid.UUID(event.institution)).update(
        institution=uuid.UUID(event.target)
    )


def _revoke(links: Collection[PageLink]) -> None:
    revoke_links(links=links, by=None)


def _latest_letters(contact: str, institutions: Collection[str]) -> list[Letter]:
    """Of each announced programme the newest letter to ``contact`` that is about one of these institutions."""
    rows = Letter.objects.filter(
        contact=uuid.UUID(contact), notice__programme__state=Programme.State.ANNOUNCED,
        notice__state__in=(Notice.State.RUNNING, Notice.State.PAUSED, Notice.State.DONE),
    ).exclude(state=Letter.State.VOID)  # fmt: skip
    found: dict[object, Letter] = {}
    for letter in rows.select_related("notice").order_by("notice__released_at", "id"):
        if set(letter.institutions) & set(institutions):
            found[letter.notice.programme_id] = letter
    return list(found.values())

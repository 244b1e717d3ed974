"""Links: opened, passed on inside the institution, revoked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.base.messages.outbox import queue_email
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import PUBLIC, Actor
from allmende.provider.offers.models import Contact, ContactRole, Institution
from allmende.provider.offers.orders.access import contact_at
from allmende.provider.transitions.access import By, actor, require_act, require_coordinator
from allmende.provider.transitions.models import Programme

from ..errors import NoticeError
from ..events import LinksRevoked, PageForwarded, PageOpened
from ..links import head_address_of, tokens, valid_until
from ..models import Letter, PageLink

#: When a page was opened is noted to the hour: a read should not cost a write.
NOTED_EVERY = timedelta(hours=1)
#: Links that one link may beget: inside an institution there are a few, not a list.
MOST_FORWARDED = 20
#: Whoever comes from the portal gets a link of its own for so long: the next time it is another one.
OPENED_FOR = timedelta(days=1)


def note_opened(*, link: PageLink) -> None:
    """Note that a page was opened, to the hour; the first time also with its letter."""
    now = timezone.now()
    if link.last_opened_at is not None and now - link.last_opened_at < NOTED_EVERY:
        return
    with transaction.atomic():
        PageLink.objects.filter(pk=link.pk).update(last_opened_at=now)
        if link.letter_id:
            Letter.objects.filter(pk=link.letter_id, opened_at=None).update(opened_at=now)


@transaction.atomic
def open_page(*, programme: Programme, institution: Institution, by: User) -> str:
    """A link for one day to the page that the letter's link opens, for whoever is logged in; returns its token.

    Raises ``NotAllowedError``.
    """
    require_act(by, programme.pk, institution.pk)
    link = PageLink(
        programme=programme, institution=institution, contact=contact_at(by, institution),
        expires_at=timezone.now() + OPENED_FOR,
    )  # fmt: skip
    token = tokens([link])[link.pk]
    link.save(force_insert=True)
    told = PageOpened(programme=str(programme.pk), link=str(link.pk))
    record(told, stream=institution.stream, actor=actor(by))
    return token


@transaction.atomic
def forward_page(*, link: PageLink, email: str = "") -> PageLink:
    """Send the head of the institution a link of its own, logged: to the known head, else to ``email``.

    Raises ``NoticeError`` where there is no address, or too many were sent from here.
    """
    head = head_of(link)
    to = head.email if head is not None else email.strip().lower()
    try:
        validate_email(to)
    except ValidationError:
        raise NoticeError(_("Please give the e-mail address of the head of the institution.")) from None
    PageLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    passed_on = PageLink.objects.filter(
        programme=link.programme, institution=link.institution, forwarded_from__isnull=False
    )
    if passed_on.count() >= MOST_FORWARDED:
        raise NoticeError(_("This page was passed on very often already. Please write to us."))
    new = PageLink(
        programme=link.programme, institution=link.institution, contact=head, forwarded_from=link,
        forwarded_to="" if head is not None else to, expires_at=max(link.expires_at, _usual_end(link)),
    )  # fmt: skip
    address = head_address_of(tokens([new])[new.pk])
    new.save(force_insert=True)
    context = {"subject": link.programme.title, "institution": link.institution.name, "link": address}
    language = head.language if head is not None else (get_language() or "de")
    queue_email(to=to, kind="programme_forwarded", context=context, language=language[:2])
    told = PageForwarded(programme=str(link.programme_id), link=str(new.pk))
    who = Actor("customer", link.contact_id) if link.contact_id else PUBLIC
    record(told, stream=link.institution.stream, actor=who, personal={"to": to})
    return new


def _usual_end(link: PageLink) -> datetime:
    """A link that was made for one day begets one that opens its page as long as a letter's."""
    from_portal = link.letter_id is None and link.forwarded_from_id is None
    return valid_until() if from_portal else link.expires_at


def head_of(link: PageLink) -> Contact | None:
    """The head of the institution, where one is known who can be reached."""
    rows = ContactRole.objects.filter(
        institution=link.institution_id, role=ContactRole.Role.HEAD, contact__bounced_at=None,
        contact__erased_at=None, contact__ended_at=None,
    ).exclude(contact__email="")  # fmt: skip
    found = rows.select_related("contact").order_by("is_deputy", "id").first()
    return found.contact if found else None


@transaction.atomic
def revoke_links(*, links: Iterable[PageLink], by: By) -> int:
    """Let these links open nothing any more; returns how many. Events: one for each institution and programme."""
    require_coordinator(by)
    keys = [link.pk for link in links]
    rows = PageLink.objects.filter(pk__in=keys, revoked_at=None).select_related("institution")
    by_place: dict[tuple[str, str], list[PageLink]] = {}
    for row in rows:
        by_place.setdefault((row.institution.stream, str(row.programme_id)), []).append(row)
    PageLink.objects.filter(pk__in=[row.pk for row in rows]).update(revoked_at=timezone.now())
    for (stream, programme), some in by_place.items():
        record(LinksRevoked(programme=programme, links=len(some)), stream=stream, actor=actor(by))
    return len(rows)

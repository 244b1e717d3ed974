"""Reads that others use: how an announcement goes, letters by what became of them, what an institution was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db.models import Count, Q, QuerySet

from allmende.provider.offers.models import Institution
from allmende.provider.transitions.models import Programme

from .models import Letter, Notice, PageLink


@dataclass(frozen=True)
class Delivery:
    """What became of the letters of an announcement, reminders included."""

    letters: int = 0
    waiting: int = 0
    sent: int = 0
    by_post: int = 0
    bounced: int = 0
    opened: int = 0
    unopened: int = 0
    reminders: int = 0


_COUNTED = tuple(each.name for each in fields(Delivery))
#: What a list of letters can be limited to.
LIMITS: dict[str, Q] = {
    "unopened": Q(state=Letter.State.SENT, opened_at=None, bounced_at=None, way=Letter.Way.EMAIL),
    "bounced": Q(bounced_at__isnull=False),
    "post": Q(way=Letter.Way.POST),
    "opened": Q(opened_at__isnull=False),
    "waiting": Q(state=Letter.State.WAITING),
    "reminders": Q(reminder_of__isnull=False),
}


def deliveries_of(notices: Iterable[Notice]) -> list[Delivery]:
    """Counts of each of these announcements, in their order: one statement for all."""
    keys = [notice.pk for notice in notices]
    rows = Letter.objects.filter(notice__in=keys).values("notice_id").annotate(
        letters=Count("id"), sent=Count("id", filter=Q(state=Letter.State.SENT)),
        by_post=Count("id", filter=LIMITS["post"] & Q(state=Letter.State.SENT)),
        **{key: Count("id", filter=LIMITS[key]) for key in ("waiting", "bounced", "opened", "unopened", "reminders")},
    )  # fmt: skip
    found = {key: Delivery(*counts) for key, *counts in rows.values_list("notice_id", *_COUNTED)}
    return [found.get(key, Delivery()) for key in keys]


def letters_of(notice: Notice, only: str = "", text: str = "") -> QuerySet[Letter]:
    """The letters of an announcement in the order in which they were made; ``text``: of this name or address."""
    rows: QuerySet[Letter] = Letter.objects.filter(notice=notice).select_related("contact", "email")
    if only in LIMITS:
        rows = rows.filter(LIMITS[only])
    if text:
        rows = rows.filter(Q(contact__name__icontains=text) | Q(contact__email__icontains=text))
    return rows


def letters_about(institution: Institution, limit: int = 20) -> list[Letter]:
    """What the institution was told lately, newest first, one for each announcement: the links say about whom."""
    links = PageLink.objects.filter(institution=institution, letter__state=Letter.State.SENT)
    rows = links.select_related("letter__notice__programme", "letter__notice__revision").order_by("-id")
    found: dict[object, Letter] = {}
    for link in rows[: limit * 10]:
        if link.letter is not None:
            found.setdefault(link.letter.notice_id, link.letter)
    return list(found.values())[:limit]


def links_of(programme: Programme, institution: Institution) -> QuerySet[PageLink]:
    """The links that open the institution's page, newest first, with contact and letter."""
    rows: QuerySet[PageLink] = PageLink.objects.filter(programme=programme, institution=institution)
    return rows.select_related("contact", "letter").order_by("-id")

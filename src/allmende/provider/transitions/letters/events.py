"""What happens to announcements, letters and links; on the programme's stream, and on the institution's."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class NoticePrepared(DomainEvent):
    """Somebody wants a revision to be announced; another person must release it."""

    type: ClassVar[str] = "letters.notice_prepared"
    label: ClassVar = _("Announcement prepared")
    notice: str
    revision: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class NoticeReleased(DomainEvent):
    """The announcement of a revision goes out; one event for all its letters."""

    type: ClassVar[str] = "letters.notice_released"
    label: ClassVar = _("Announcement released")
    notice: str
    revision: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class NoticePaused(DomainEvent):
    type: ClassVar[str] = "letters.notice_paused"
    label: ClassVar = _("Announcement paused")
    notice: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class NoticeResumed(DomainEvent):
    type: ClassVar[str] = "letters.notice_resumed"
    label: ClassVar = _("Announcement goes on")
    notice: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class NoticeDropped(DomainEvent):
    type: ClassVar[str] = "letters.notice_dropped"
    label: ClassVar = _("Announcement withdrawn before its release")
    notice: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class NoticeSent(DomainEvent):
    """All letters of an announcement are written and handed to the post."""

    type: ClassVar[str] = "letters.notice_sent"
    label: ClassVar = _("Announcement sent")
    notice: str
    letters: int
    by_post: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class RemindersSent(DomainEvent):
    """Nobody reacted, or letters came back: so many next contacts are written to."""

    type: ClassVar[str] = "letters.reminders_sent"
    label: ClassVar = _("Next contacts written to")
    notice: str
    letters: int
    without_next: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class LetterSentAgain(DomainEvent):
    type: ClassVar[str] = "letters.letter_sent_again"
    label: ClassVar = _("Letter sent again")
    letter: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class LinksRevoked(DomainEvent):
    """Links to an institution's page open nothing any more; on the institution's stream."""

    type: ClassVar[str] = "letters.links_revoked"
    label: ClassVar = _("Links to the page revoked")
    programme: str
    links: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class PageForwarded(DomainEvent):
    """Somebody passed the page on inside the institution; ``personal`` has the address."""

    type: ClassVar[str] = "letters.page_forwarded"
    label: ClassVar = _("Page passed on inside the institution")
    programme: str
    link: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class PageOpened(DomainEvent):
    """Somebody who is logged in went to the institution's page from the portal."""

    type: ClassVar[str] = "letters.page_opened"
    label: ClassVar = _("Page opened from the portal")
    programme: str
    link: str

"""Announcing: prepared by one person, released by another, paused and resumed by any."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import DomainEvent
from allmende.foundation.jobs.actions import enqueue
from allmende.provider.transitions.access import By, actor, require_coordinator
from allmende.provider.transitions.actions import announce_programme
from allmende.provider.transitions.models import Programme, Revision
from allmende.provider.transitions.queries import latest_revision

from ..announcing import begin
from ..errors import NoticeError
from ..events import NoticeDropped, NoticePaused, NoticePrepared, NoticeReleased, NoticeResumed
from ..models import Notice
from ..published import digest_now, is_as_published
from ..recipients import ROLES, USUAL

LONGEST_WAIT = 365


@transaction.atomic
def prepare_notice(
    *, programme: Programme, by: By, roles: Sequence[str] = USUAL, remind_after: int = 14,
    revision: Revision | None = None,
) -> Notice:  # fmt: skip
    """Lay an announcement before a second person: of a programme in preparation, or of its newest revision.

    ``remind_after``: days without a reaction until the next contact is written to; 0: never.
    Raises ``NoticeError`` where one waits already, nothing is new, or nobody would be written to.
    """
    require_coordinator(by)
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    if not roles or set(roles) - set(ROLES):
        raise NoticeError(_("Please choose who is written to."))
    if not 0 <= remind_after <= LONGEST_WAIT:
        raise NoticeError(_("Please choose between 0 and 365 days."))
    if row.state == Programme.State.DRAFT:
        revision = None
    elif revision is None:
        revision = latest_revision(row)
    _require_new(row, revision)
    who = actor(by)
    notice = Notice.objects.create(
        programme=row, revision=revision, roles=list(roles), remind_after=remind_after, digest=digest_now(row),
        prepared_by_id=who.id if who.kind == "staff" else None,
    )  # fmt: skip
    told = NoticePrepared(notice=str(notice.pk), revision=revision.number if revision else 1)
    record(told, stream=notice.stream, actor=who)
    return notice


def _require_new(programme: Programme, revision: Revision | None) -> None:
    if programme.is_over:
        raise NoticeError(_("This programme is over; nothing about it is announced any more."))
    if programme.state == Programme.State.ANNOUNCED and (revision is None or not revision.institutions):
        raise NoticeError(_("Nothing has changed for anybody, so nobody is written to."))
    others = Notice.objects.filter(programme=programme, revision=revision)
    if others.exclude(state=Notice.State.DROPPED).exists():
        raise NoticeError(_("This is announced or waits for release already."))


@transaction.atomic
def release_notice(*, notice: Notice, by: By) -> Notice:
    """Send it: done by another person than who prepared it. The first announcement publishes the first revision.

    Raises ``NoticeError`` where it is the same person, or where something was changed since.
    """
    require_coordinator(by)
    row = _locked(notice, Notice.State.WAITING)
    who = actor(by)
    if who.kind == "staff" and str(who.id) == str(row.prepared_by_id):
        raise NoticeError(_("You have prepared this yourself. Another person must release it."))
    if row.revision is None and row.digest != digest_now(row.programme):
        raise NoticeError(_("The programme was changed since this was prepared. Please prepare it anew."))
    row.state, row.released_at = Notice.State.RUNNING, timezone.now()
    row.released_by_id = who.id if who.kind == "staff" else None
    row.save(update_fields=["state", "released_at", "released_by"])
    if row.revision is None:
        # Its revision finds this announcement: see reactions.
        announce_programme(programme=row.programme, by=by)
        row.refresh_from_db()
    elif not is_as_published(row.programme):
        raise NoticeError(_("The programme was changed and not published. Please publish it, then release."))
    number = row.revision.number if row.revision else 1
    record(NoticeReleased(notice=str(row.pk), revision=number), stream=row.stream, actor=who)
    enqueue(begin, notice_id=str(row.pk))
    return row


@transaction.atomic
def drop_notice(*, notice: Notice, by: By) -> Notice:
    """Take an announcement back before it is released."""
    require_coordinator(by)
    row = _locked(notice, Notice.State.WAITING)
    return _turned(row, Notice.State.DROPPED, NoticeDropped(notice=str(row.pk)), by)


@transaction.atomic
def pause_notice(*, notice: Notice, by: By) -> Notice:
    """Stop sending; the few letters at hand are still written."""
    require_coordinator(by)
    row = _locked(notice, Notice.State.RUNNING)
    return _turned(row, Notice.State.PAUSED, NoticePaused(notice=str(row.pk)), by)


@transaction.atomic
def resume_notice(*, notice: Notice, by: By) -> Notice:
    """Go on where it stopped. Raises ``NoticeError`` where the record differs from what was published."""
    require_coordinator(by)
    row = _locked(notice, Notice.State.PAUSED)
    if not is_as_published(row.programme):
        raise NoticeError(_("The programme was changed and not published. Please publish it, then go on."))
    _turned(row, Notice.State.RUNNING, NoticeResumed(notice=str(row.pk)), by)
    enqueue(begin, notice_id=str(row.pk))
    return row


def _turned(row: Notice, state: Notice.State, event: DomainEvent, by: By) -> Notice:
    row.state = state
    row.save(update_fields=["state"])
    record(event, stream=row.stream, actor=actor(by))
    return row


def _locked(notice: Notice, state: Notice.State) -> Notice:
    # Its programme first: what is released is what was read, and not what a colleague saves at this moment.
    Programme.objects.select_for_update().get(pk=notice.programme_id)
    rows = Notice.objects.select_for_update(of=("self",)).select_related("programme", "revision")
    row = rows.get(pk=notice.pk)
    if row.state != state:
        raise NoticeError(_("Somebody else was faster: this has changed since you opened the page."))
    return row

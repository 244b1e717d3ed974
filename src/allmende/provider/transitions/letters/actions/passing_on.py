"""The next contact, where nobody reacts, an e-mail comes back, or a contact is gone."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.jobs.actions import enqueue
from allmende.provider.offers.models import Institution
from allmende.provider.transitions.access import By, actor, require_coordinator
from allmende.provider.transitions.models import Programme, Step

from ..announcing import write_letters
from ..errors import NoticeError
from ..events import LetterSentAgain, RemindersSent
from ..models import Letter, Notice, PageLink
from ..recipients import Addressee, by_post, next_ones, to_next, told_by


@transaction.atomic
def remind(*, notice: Notice) -> int:
    """Write to the next contact of each institution that has not reacted in time; returns how many letters."""
    row = Notice.objects.select_for_update(of=("self",)).select_related("programme").get(pk=notice.pk)
    if (
        not row.remind_after
        or row.state != Notice.State.DONE
        or row.programme.state != Programme.State.ANNOUNCED
    ):
        return 0
    letters = Letter.objects.filter(notice=row, passed_on_at=None, state=Letter.State.SENT)
    due = list(letters.filter(sent_at__lt=timezone.now() - timedelta(days=row.remind_after)))
    quiet = _about(due) - _reacted(row, _about(due))
    late = [letter for letter in due if quiet & _about([letter])]
    return _next(row, late, quiet)


@transaction.atomic
def pass_on(*, letters: Iterable[Letter]) -> int:
    """Write to the next contact for these letters of one announcement: they came back, or their contact is gone."""
    found = list(letters)
    if not found:
        return 0
    notice = (
        Notice.objects.select_for_update(of=("self",)).select_related("programme").get(pk=found[0].notice_id)
    )
    if notice.programme.state != Programme.State.ANNOUNCED:
        return 0
    return _next(notice, found, _about(found))


@transaction.atomic
def hand_over(*, letter: Letter, successor: uuid.UUID, institutions: Collection[uuid.UUID]) -> None:
    """Write to who took over from the contact of ``letter``, unless a letter about these went there already."""
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=letter.notice_id)
    told = told_by(Letter.objects.filter(notice=notice, contact=successor))
    about = [key for key in institutions if key in _about([letter]) and successor not in told.get(key, ())]
    if not about:
        return
    Letter.objects.bulk_create(
        [_letter(notice, to_next(successor, about), dict.fromkeys(about, letter))], ignore_conflicts=True
    )
    Letter.objects.filter(pk=letter.pk).update(passed_on_at=timezone.now())
    record(
        RemindersSent(notice=str(notice.pk), letters=1, without_next=0), stream=notice.stream, actor=SYSTEM
    )
    enqueue(write_letters, notice_id=str(notice.pk))


@transaction.atomic
def send_again(*, letter: Letter, by: By) -> Letter:
    """Write a letter once more, with links of its own; the old links go on. For one that got lost.

    Raises ``NoticeError`` where its contact cannot be reached or it is being written just now.
    """
    require_coordinator(by)
    row = Letter.objects.select_for_update(of=("self",)).select_related("contact", "notice").get(pk=letter.pk)
    if row.state == Letter.State.WAITING:
        raise NoticeError(_("This letter is being written already."))
    if row.contact is not None and (row.contact.bounced_at or row.contact.erased_at or not row.contact.email):
        raise NoticeError(_("This contact cannot be reached by e-mail. Please correct the address first."))
    row.state, row.claimed_until, row.bounced_at = Letter.State.WAITING, None, None
    row.save(update_fields=["state", "claimed_until", "bounced_at"])
    record(
        LetterSentAgain(letter=str(row.pk)), stream=f"programme:{row.notice.programme_id}", actor=actor(by)
    )
    enqueue(write_letters, notice_id=str(row.notice_id))
    return row


def _next(notice: Notice, letters: list[Letter], about: Collection[uuid.UUID]) -> int:
    """Letters to whoever comes next for each of ``about``; by post where nobody is left and nobody got one."""
    active = Institution.objects.filter(pk__in=list(about), state=Institution.State.ACTIVE)
    keys = set(active.values_list("pk", flat=True))
    all_letters = list(Letter.objects.filter(notice=notice))
    found, nobody = next_ones(keys, notice.roles, told_by(all_letters))
    alone = [key for key in nobody if not _has_one(key, all_letters)]
    by_place = {key: letter for letter in letters for key in _about([letter])}
    new = [_letter(notice, one, by_place) for one in (*found, *(by_post(key) for key in alone))]
    made = Letter.objects.bulk_create(new, ignore_conflicts=True)
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(passed_on_at=timezone.now())
    if made or nobody:
        told = RemindersSent(notice=str(notice.pk), letters=len(made), without_next=len(nobody))
        record(told, stream=notice.stream, actor=SYSTEM)
    if made:
        enqueue(write_letters, notice_id=str(notice.pk))
    return len(made)


def _letter(notice: Notice, one: Addressee, by_place: dict[uuid.UUID, Letter]) -> Letter:
    first = next((by_place[key] for key in one.institutions if key in by_place), None)
    return Letter(
        notice=notice, to=one.to, contact_id=one.contact, way=one.way, reminder_of=first,
        institutions=[str(key) for key in one.institutions],
    )  # fmt: skip


def _has_one(institution: uuid.UUID, letters: Iterable[Letter]) -> bool:
    """Whether a letter about it reached somebody, as far as we know."""
    return any(
        letter.bounced_at is None
        and letter.state != Letter.State.VOID
        and str(institution) in letter.institutions
        for letter in letters
    )


def _reacted(notice: Notice, institutions: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of these, who opened the page or ticked something off since the announcement."""
    since = {"programme": notice.programme, "institution__in": list(institutions)}
    opened = PageLink.objects.filter(**since, last_opened_at__gte=notice.released_at)
    ticked = Step.objects.filter(**since, done_at__gte=notice.released_at)
    found = {
        *opened.values_list("institution_id", flat=True),
        *ticked.values_list("institution_id", flat=True),
    }
    bodies = Institution.objects.filter(body__in=found, pk__in=list(institutions))
    return found | set(bodies.values_list("pk", flat=True))


def _about(letters: Iterable[Letter]) -> set[uuid.UUID]:
    return {uuid.UUID(key) for letter in letters for key in letter.institutions}

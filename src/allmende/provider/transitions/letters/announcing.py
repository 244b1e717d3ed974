"""The run that writes letters: in small batches by as many workers as there are, each letter exactly once.

A batch is claimed, then set as PDF outside any transaction and laid down as files of nobody, then written in one: owner
of the file, links, e-mail and the letter's state come together or not at all; files left over are deleted in a day. A
worker that dies leaves claims that end by themselves; a letter that is written is no longer waiting, so that no second
run writes it again.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from allmende.base.messages.outbox import queue_emails
from allmende.foundation import sql
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.actions import store_pdfs
from allmende.foundation.jobs.actions import enqueue, job
from allmende.provider.transitions.queries import touched_by

from .batches import Batch, Written
from .events import NoticePaused, NoticeSent
from .models import Letter, Notice, PageLink
from .published import is_as_published
from .recipients import addressees

#: Letters in one transaction, which takes a tenth of a second; they are set before it begins.
AT_ONCE = 40
#: Letters of one job; then others have their turn.
PER_JOB = 120
#: Jobs that write side by side.
LANES = 2
#: A worker that died holds its letters for so long.
CLAIM = timedelta(minutes=5)
#: While these hold, letters are written: a reminder belongs to an announcement that is done.
GOING = (Notice.State.RUNNING, Notice.State.DONE)


@job
def begin(notice_id: str) -> None:
    """Settle who gets a letter, once, and start writing."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update(of=("self",)).select_related("revision").get(pk=notice_id)
        if notice.revision is None or notice.state != Notice.State.RUNNING:
            return
        if notice.addressed_at is None:
            found = addressees(touched_by(notice.revision), notice.roles)
            letters = [
                Letter(
                    notice=notice, to=one.to, contact_id=one.contact, way=one.way,
                    institutions=[str(key) for key in one.institutions],
                )
                for one in found
            ]  # fmt: skip
            Letter.objects.bulk_create(letters, batch_size=500, ignore_conflicts=True)
            notice.letters_count, notice.addressed_at = len(letters), timezone.now()
            notice.save(update_fields=["letters_count", "addressed_at"])
        start(notice)


def start(notice: Notice) -> None:
    """Let as many workers as there are write what is waiting."""
    for _lane in range(LANES):
        enqueue(write_letters, notice_id=str(notice.pk))


@job
def write_letters(notice_id: str) -> None:
    """Write some letters, then let others have their turn; at the end, note that all are written."""
    for _batch in range(PER_JOB // AT_ONCE):
        keys = claim(notice_id)
        if not keys:
            _finish(notice_id)
            return
        write(notice_id, keys)
    enqueue(write_letters, notice_id=notice_id)


def go_on() -> None:
    """Start again what stands still, such as after a crash."""
    now = timezone.now()
    for notice in Notice.objects.filter(state=Notice.State.RUNNING, addressed_at=None):
        enqueue(begin, notice_id=str(notice.pk))
    waiting = Letter.objects.filter(state=Letter.State.WAITING, notice__state__in=GOING)
    free = waiting.filter(Q(claimed_until=None) | Q(claimed_until__lt=now))
    busy = waiting.filter(claimed_until__gte=now)
    for key in set(free.values_list("notice_id", flat=True)) - set(busy.values_list("notice_id", flat=True)):
        enqueue(write_letters, notice_id=str(key))
    for notice in Notice.objects.filter(state=Notice.State.RUNNING, addressed_at__isnull=False):
        _finish(str(notice.pk))


@transaction.atomic
def claim(notice_id: str) -> list[uuid.UUID]:
    """Take some waiting letters for this worker; none where the announcement is paused."""
    if not Notice.objects.filter(pk=notice_id, state__in=GOING).exists():
        return []
    now = timezone.now()
    free = Letter.objects.filter(notice_id=notice_id, state=Letter.State.WAITING).filter(
        Q(claimed_until=None) | Q(claimed_until__lt=now)
    )
    rows = free.order_by("id").select_for_update(skip_locked=True, of=("self",))
    keys = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    Letter.objects.filter(pk__in=keys).update(claimed_until=now + CLAIM)
    return keys


def write(notice_id: str, keys: list[uuid.UUID]) -> None:
    """Make these letters and write all that belongs to them."""
    notice = Notice.objects.select_related("programme", "revision").get(pk=notice_id)
    if not is_as_published(notice.programme):
        _hold(notice, keys)
        return
    batch = Batch(notice, Letter.objects.filter(pk__in=keys).select_related("contact"))
    made = [batch.written(letter) for letter in batch.letters]
    on_paper = [one for one in made if one.pdf]
    files = store_pdfs([(f"{one.title}.pdf"[:200], one.pdf) for one in on_paper])
    for one, file in zip(on_paper, files, strict=True):
        one.letter.pdf = file
    _keep(keys, made)


@transaction.atomic
def _keep(keys: list[uuid.UUID], made: list[Written]) -> None:
    """Owners of files, links, e-mails and states of letters that nobody wrote meanwhile."""
    waiting = Letter.objects.filter(pk__in=keys, state=Letter.State.WAITING)
    still = set(waiting.select_for_update(of=("self",)).values_list("pk", flat=True))
    made = [one for one in made if one.letter.pk in still]
    now = timezone.now()
    PageLink.objects.bulk_create([link for one in made for link in one.links])
    by_email = [one for one in made if one.mail is not None]
    emails = queue_emails([one.mail for one in by_email if one.mail is not None])
    for one, email in zip(by_email, emails, strict=True):
        one.letter.email = email
    for one in made:
        letter = one.letter
        letter.state, letter.sent_at, letter.claimed_until = Letter.State.VOID, None, None
        if one.pdf:
            letter.state, letter.sent_at = Letter.State.SENT, now
    _save([one.letter for one in made])


def _save(letters: list[Letter]) -> None:
    """All at once by plain statements: the ORM's would take longer than writing the letters."""
    sql.execute_many(
        "UPDATE files_storedfile SET owner = %s WHERE id = %s AND owner = ''",
        [[letter.owner, sql.key(letter.pdf_id)] for letter in letters if letter.pdf_id],
    )
    sql.execute_many(
        "UPDATE letters_letter SET state = %s, sent_at = %s, claimed_until = NULL, email_id = %s, pdf_id = %s"
        " WHERE id = %s",
        [
            [
                letter.state, sql.moment(letter.sent_at), sql.key(letter.email_id), sql.key(letter.pdf_id),
                sql.key(letter.pk),
            ]
            for letter in letters
        ],
    )  # fmt: skip


@transaction.atomic
def _hold(notice: Notice, keys: list[uuid.UUID]) -> None:
    """Stop where the record was changed and not published; reminders wait without a word."""
    Letter.objects.filter(pk__in=keys, state=Letter.State.WAITING).update(claimed_until=None)
    if Notice.objects.filter(pk=notice.pk, state=Notice.State.RUNNING).update(state=Notice.State.PAUSED):
        record(NoticePaused(notice=str(notice.pk)), stream=notice.stream, actor=SYSTEM)


@transaction.atomic
def _finish(notice_id: str) -> None:
    """Note that all letters are written, once."""
    if Letter.objects.filter(notice_id=notice_id, state=Letter.State.WAITING).exists():
        return
    done = Notice.objects.filter(pk=notice_id, state=Notice.State.RUNNING, addressed_at__isnull=False)
    if not done.update(state=Notice.State.DONE, finished_at=timezone.now()):
        return
    notice = Notice.objects.get(pk=notice_id)
    written = Letter.objects.filter(notice=notice, state=Letter.State.SENT)
    told = NoticeSent(
        notice=str(notice.pk), letters=written.count(), by_post=written.filter(way=Letter.Way.POST).count()
    )
    record(told, stream=notice.stream, actor=SYSTEM)

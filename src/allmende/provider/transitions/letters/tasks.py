"""Periodic work on letters and links."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from allmende.foundation.files.actions import release_files
from allmende.foundation.jobs.actions import periodic

from .actions import remind
from .announcing import go_on
from .models import Letter, Notice, PageLink

KEEP_PDF = timedelta(days=365)
KEEP_LETTER = timedelta(days=3 * 365)
KEEP_LINK = timedelta(days=90)


@periodic(every=timedelta(days=1))
def forget_letters() -> None:
    """Remove a letter's PDF after a year, as its e-mail, and the row after three."""
    now = timezone.now()
    for letter in Letter.objects.filter(sent_at__lt=now - KEEP_PDF, pdf__isnull=False).iterator():
        Letter.objects.filter(pk=letter.pk).update(pdf=None)
        release_files(owner=letter.owner)
    Letter.objects.filter(sent_at__lt=now - KEEP_LETTER).delete()


@periodic(every=timedelta(days=1))
def forget_links() -> None:
    """Delete links 90 days after they expired or were revoked."""
    old = timezone.now() - KEEP_LINK
    PageLink.objects.filter(Q(expires_at__lt=old) | Q(revoked_at__lt=old)).delete()


@periodic(every=timedelta(minutes=1))
def go_on_announcing() -> None:
    """Start again what a worker left behind that died."""
    go_on()


@periodic(every=timedelta(hours=6))
def remind_of_letters() -> None:
    """Write to the next contact where nobody has reacted in time."""
    for notice in Notice.objects.filter(state=Notice.State.DONE, remind_after__gt=0):
        remind(notice=notice)

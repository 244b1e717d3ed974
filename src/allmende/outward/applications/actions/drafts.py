"""Beginning, keeping and deleting a draft."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from allmende.base.customers.mandates.models import Mandate
from allmende.base.identity.models import User
from allmende.base.procedures.models import ProcedureVersion
from allmende.foundation.calendar.periods import end_of_day
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.files.actions import release_files

from ..content import DraftContent
from ..events import DraftDeleted
from ..forms import form_of
from ..models import Draft
from ..origins import fill_in, is_news
from ..store import write_draft

#: Opening a page counts as activity, but is not worth a write each time.
TOUCH_AFTER = timedelta(hours=1)


class StaleDraftError(Exception):
    """Another request changed the draft between reading and writing; read it again."""


class DraftGoneError(Exception):
    """The draft was sent or deleted in the meantime."""


@transaction.atomic
def start_draft(
    *,
    version: ProcedureVersion,
    user: User | None,
    mandate: Mandate | None = None,
    counter: dict[str, str] | None = None,
) -> Draft:
    """Begin an application; what the account knows and what a service confirmed is filled in and marked as such.

    With a ``mandate`` of the account it is for somebody else, with ``counter`` a clerk types for whoever stands there:
    then nothing of whoever types is filled in.
    """
    content = DraftContent(
        answers=form_of(version).prefill({}, {}),
        mandate=str(mandate.pk) if mandate else "",
        counter=counter or {},
    )
    if user is not None:
        fill_in(content=content, version=version, user=user)
    now = timezone.now()
    draft = Draft.objects.create(
        version=version, user=user, content=content.sealed(), last_activity=now, expires_at=_expiry(version, now),
    )  # fmt: skip
    return draft


def save_draft(*, draft: Draft, content: DraftContent, page: str, tab: str = "") -> None:
    """Keep what was typed on ``page`` in the window ``tab``.

    Raises ``StaleDraftError`` or ``DraftGoneError``; then nothing is kept.

    One statement that also compares the revision, so that two tabs never overwrite each other unseen.
    """
    now = timezone.now()
    if page:
        content.pages[page] = (draft.revision + 1, tab)
    sealed = content.sealed()
    expires = _expiry(draft.version, now)
    if not write_draft(draft, sealed, now, expires):
        if Draft.objects.filter(pk=draft.pk, sent_at=None).exists():
            raise StaleDraftError
        raise DraftGoneError
    draft.content, draft.revision, draft.last_activity, draft.expires_at = (
        sealed,
        draft.revision + 1,
        now,
        expires,
    )


def touch_draft(*, draft: Draft) -> None:
    """Somebody is looking at the draft: it lives on."""
    now = timezone.now()
    if draft.sent_at is None and now - draft.last_activity > TOUCH_AFTER:
        expires = _expiry(draft.version, now)
        Draft.objects.filter(pk=draft.pk, sent_at=None).update(last_activity=now, expires_at=expires)


def _expiry(version: ProcedureVersion, now: datetime) -> datetime:
    """When a draft is deleted: with the end of the day, so that pages saved on one day leave its index alone."""
    return end_of_day(timezone.localdate(now) + timedelta(days=version.draft_retention_days))


@transaction.atomic
def adopt_draft(*, draft: Draft, user: User) -> None:
    """Put a draft that belongs to nobody into an account; the link by e-mail ends with that."""
    Draft.objects.filter(pk=draft.pk, user=None, sent_at=None).update(user=user, code_hash="")
    draft.refresh_from_db(fields=["user", "code_hash"])


@transaction.atomic
def let_follow(*, draft: Draft, content: DraftContent) -> None:
    """The person leaves to log in or to identify: nothing is lost, the draft waits for her and follows her account.

    Raises ``StaleDraftError`` or ``DraftGoneError``.
    """
    content.follows = True
    save_draft(draft=draft, content=content, page="")


@transaction.atomic
def bring_up_to_date(*, draft: Draft, content: DraftContent, user: User) -> bool:
    """She came back: the draft goes into her account, and what the service confirmed is filled in. False: nothing new.

    Raises ``StaleDraftError`` or ``DraftGoneError``; the next page tries again.
    """
    comes_along = draft.user_id is None and content.follows
    if not comes_along and (draft.user_id != user.pk or not is_news(content, user)):
        return False
    if comes_along:
        adopt_draft(draft=draft, user=user)
    content.follows = False
    fill_in(content=content, version=draft.version, user=user)
    save_draft(draft=draft, content=content, page="")
    return True


@transaction.atomic
def delete_draft(*, draft: Draft, why: str, actor: Actor) -> None:
    """Delete an unsent draft with its files. ``why``: discarded or expired."""
    row = Draft.objects.select_for_update().filter(pk=draft.pk, sent_at=None).first()
    if row is None:
        return
    release_files(owner=row.subject)
    row.delete()
    record(DraftDeleted(procedure=row.version.procedure.key, why=why), stream=draft.subject, actor=actor)

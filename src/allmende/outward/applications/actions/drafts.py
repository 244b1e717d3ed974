"""Beginning, keeping and deleting a draft."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from allmende.base.customers.queries import customer_of
from allmende.base.forms.paths import leaves
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
from ..store import write_draft

#: Opening a page counts as activity, but is not worth a write each time.
TOUCH_AFTER = timedelta(hours=1)


class StaleDraftError(Exception):
    """Another request changed the draft between reading and writing; read it again."""


class DraftGoneError(Exception):
    """The draft was sent or deleted in the meantime."""


@transaction.atomic
def start_draft(*, version: ProcedureVersion, user: User | None) -> Draft:
    """Begin an application; what the account knows is filled in and marked as such."""
    form = form_of(version)
    answers = form.prefill({}, {})
    prefilled: dict[str, list[Any]] = {}
    if user is not None:
        before = dict(leaves(answers))
        answers = form.prefill(_account(user), answers)
        prefilled = {path: ["account", value] for path, value in leaves(answers) if before.get(path) != value}
    now = timezone.now()
    draft = Draft.objects.create(
        version=version, user=user, content=DraftContent(answers=answers, prefilled=prefilled).sealed(),
        last_activity=now, expires_at=_expiry(version, now),
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
def delete_draft(*, draft: Draft, why: str, actor: Actor) -> None:
    """Delete an unsent draft with its files. ``why``: discarded or expired."""
    row = Draft.objects.select_for_update().filter(pk=draft.pk, sent_at=None).first()
    if row is None:
        return
    release_files(owner=row.subject)
    row.delete()
    record(DraftDeleted(procedure=row.version.procedure.key, why=why), stream=draft.subject, actor=actor)


def _as_form_says(address: dict[str, str]) -> dict[str, str]:
    """A customer's address under the names that address fields use."""
    return {"addition" if key == "extra" else key: value for key, value in address.items()}


def _account(user: User) -> dict[str, Any]:
    """What the account can fill in, under the names that forms use."""
    given, _, family = user.name.strip().rpartition(" ")
    known: dict[str, Any] = {
        "account.email": user.email, "account.name": user.name,
        "account.given_name": given, "account.family_name": family,
    }  # fmt: skip
    customer = customer_of(user)
    if customer is not None:
        known |= {
            "account.name": customer.name, "account.given_name": customer.given_name,
            "account.family_name": customer.family_name, "account.phone": customer.phone,
            "account.email": customer.email or user.email, "account.address": _as_form_says(customer.address),
        }  # fmt: skip
        known |= {f"account.{key}": value for key, value in _as_form_says(customer.address).items()}
    person = {key: known.get(f"account.{key}") for key in ("given_name", "family_name")}
    known["account.person"] = {key: value for key, value in person.items() if value}
    return {key: value for key, value in known.items() if value}

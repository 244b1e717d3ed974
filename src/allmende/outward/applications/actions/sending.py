"""Sending: one draft, one case, however often the button is pressed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from allmende.base.cases.actions import submit
from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import User

from ..content import DraftContent
from ..forms import version_of
from ..models import Draft
from ..paths import value_at
from ..store import read_draft, write_sent
from .drafts import DraftGoneError

#: How long the thank-you page can be opened again.
THANKS_FOR = timedelta(days=1)


class LevelTooLowError(Exception):
    """The procedure asks for a surer identification than the person has; ``wanted`` is the level."""

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted


@transaction.atomic
def send_draft(*, draft: Draft, by: User | AnonymousUser) -> Draft:
    """Send the draft and return it as sent; a second call returns the same case and changes nothing.

    Raises ``AnswersRefusedError`` (of cases) with the errors by path, ``LevelTooLowError``, or ``DraftGoneError``.
    """
    row = read_draft(draft.pk, lock=True)
    if row is None:
        raise DraftGoneError
    row.version = version_of(row.version_id)
    if row.sent_at is not None:
        return row
    level = by.trust_level if isinstance(by, User) else TrustLevel.NONE
    if not level.reaches(row.version.level):
        raise LevelTooLowError(row.version.level)
    content = DraftContent.read(row.content)
    receipt = submit(
        version=row.version, answers=content.answers, idempotency_key=str(row.pk), by=by,
        provenance=provenance(content, level), file_owner=row.subject, language=get_language() or "de",
    )  # fmt: skip
    kept = DraftContent(reference=receipt.reference, code=receipt.code, email=content.email)
    row.content, row.sent_at, row.case = kept.sealed(), timezone.now(), receipt.case
    row.expires_at, row.code_hash = row.sent_at + THANKS_FOR, ""
    write_sent(row)
    return row


def provenance(content: DraftContent, level: TrustLevel) -> dict[str, Any]:
    """Source and level by answer path: ``*`` for everything typed, and what a source filled in unchanged."""
    found: dict[str, Any] = {"*": {"source": "typed", "level": TrustLevel.NONE.value}}
    for path, (source, value) in content.prefilled.items():
        if value_at(content.answers, path) == value:
            found[path] = {"source": source, "level": level.value}
    return found

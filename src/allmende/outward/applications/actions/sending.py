"""Sending: one draft, one case, however often the button is pressed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from allmende.base.addresses.queries import find
from allmende.base.cases.actions import submit
from allmende.base.forms.paths import value_at
from allmende.base.forms.schema import Group
from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import User

from ..content import DraftContent
from ..forms import form_of, version_of
from ..models import Draft
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
        provenance=provenance(content, level, _addresses(row)), file_owner=row.subject, language=get_language() or "de",
    )  # fmt: skip
    kept = DraftContent(reference=receipt.reference, code=receipt.code, email=content.email)
    row.content, row.sent_at, row.case = kept.sealed(), timezone.now(), receipt.case
    row.expires_at, row.code_hash = row.sent_at + THANKS_FOR, ""
    write_sent(row)
    return row


def provenance(content: DraftContent, level: TrustLevel, addresses: Collection[str] = ()) -> dict[str, Any]:
    """Source and level by answer path: ``*`` for everything typed, and what a source filled in unchanged.

    ``addresses`` are the paths of address fields: one that stands in the address register says so.
    """
    found: dict[str, Any] = {"*": {"source": "typed", "level": TrustLevel.NONE.value}}
    for path, (source, value) in content.prefilled.items():
        if value_at(content.answers, path) == value:
            found[path] = {"source": source, "level": level.value}
    for path in addresses:
        answer = value_at(content.answers, path)
        if f"{path}.street" not in found and isinstance(answer, dict) and _is_registered(answer):
            found[path] = {"source": "register", "level": TrustLevel.NONE.value}
    return found


def _addresses(draft: Draft) -> list[str]:
    """The address fields of the draft's form outside repeated groups."""
    items = form_of(draft.version).items
    rows = [f"{path}." for path, item in items.items() if isinstance(item, Group) and item.repeats]
    return [
        path for path, item in items.items() if item.type == "address" and not path.startswith(tuple(rows))
    ]


def _is_registered(address: dict[str, Any]) -> bool:
    street, number = str(address.get("street") or ""), str(address.get("house_number") or "")
    return bool(street and number) and find(street, number) is not None

"""Sending: one draft, one case, however often the button is pressed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmende.base.addresses.queries import find
from allmende.base.cases.actions import submit
from allmende.base.cases.errors import AnswersRefusedError, CaseError
from allmende.base.customers.mandates.queries import mandate_of
from allmende.base.forms.paths import value_at
from allmende.base.forms.schema import Group
from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import User

from ..content import DraftContent
from ..forms import form_of, version_of
from ..levels import level_for_sending
from ..models import Draft
from ..origins import provenance, reasons_missing, represented
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

    Raises ``AnswersRefusedError`` (of cases) with the errors by path, ``LevelTooLowError`` with the level that the
    procedure or one of the answers asks for, or ``DraftGoneError``.
    """
    row = read_draft(draft.pk, lock=True)
    if row is None:
        raise DraftGoneError
    row.version = version_of(row.version_id)
    if row.sent_at is not None:
        return row
    content = DraftContent.read(row.content)
    level = by.trust_level if isinstance(by, User) else TrustLevel.NONE
    evaluation = form_of(row.version).evaluate(content.answers)
    wanted = level_for_sending(row.version, evaluation)
    at_counter = bool(content.counter) and isinstance(by, User) and by.is_staff
    if not at_counter and not level.reaches(wanted):
        raise LevelTooLowError(wanted.value)
    if missing := reasons_missing(content, evaluation.visible):
        raise AnswersRefusedError({field: list(sentences) for field, sentences in missing.items()})
    receipt = submit(
        version=row.version, answers=content.answers, idempotency_key=str(row.pk), by=by,
        provenance=provenance(content, level, _registered(row, content.answers)), file_owner=row.subject,
        language=get_language() or "de", **_for_whom(content, by),
    )  # fmt: skip
    kept = DraftContent(
        reference=receipt.reference, code=receipt.code, email=content.email, counter=content.counter
    )
    row.content, row.sent_at, row.case = kept.sealed(), timezone.now(), receipt.case
    row.expires_at, row.code_hash = row.sent_at + THANKS_FOR, ""
    write_sent(row)
    return row


def _for_whom(content: DraftContent, by: User | AnonymousUser) -> dict[str, Any]:
    """What ``submit`` needs to know where somebody applies for somebody else; raises ``CaseError``."""
    if content.counter:
        if not isinstance(by, User) or not by.is_staff:
            raise CaseError(_("Only a clerk can send this application."))
        customer = represented(content, by)
        return {
            "customer": customer,
            "channel": "counter",
            "looked_at": content.counter["looked_at"],
        }
    if content.mandate:
        mandate = mandate_of(by, content.mandate) if isinstance(by, User) else None
        if mandate is None:
            raise CaseError(
                _("You may no longer act for this person or organisation. Your answers are kept.")
            )
        return {"mandate": mandate}
    return {}


def _registered(draft: Draft, answers: dict[str, Any]) -> list[str]:
    """The address fields of the draft's form outside repeated groups whose answer stands in the register."""
    items = form_of(draft.version).items
    rows = [f"{path}." for path, item in items.items() if isinstance(item, Group) and item.repeats]
    found = [
        path for path, item in items.items() if item.type == "address" and not path.startswith(tuple(rows))
    ]
    return [path for path in found if _is_registered(value_at(answers, path))]


def _is_registered(address: Any) -> bool:
    if not isinstance(address, dict):
        return False
    street, number = str(address.get("street") or ""), str(address.get("house_number") or "")
    return bool(street and number) and find(street, number) is not None

"""Sending an application: checked answers become a submission, a case and a running process, or nothing does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from allmende.base.cases.access import Who
from allmende.base.cases.models import Case
from allmende.base.customers.models import Customer
from allmende.base.directory.models import Unit
from allmende.base.procedures.models import ProcedureVersion


@dataclass(frozen=True)
class Receipt:
    """What the customer gets: the reference and the code that open the case without an account."""

    case: Case
    reference: str
    code: str


@transaction.atomic
def submit(
    *,
    version: ProcedureVersion,
    answers: Mapping[str, Any],
    idempotency_key: str,
    by: Who,
    provenance: Mapping[str, Any] | None = None,
    customer: Customer | None = None,
    unit: Unit | None = None,
    file_owner: str = "",
    channel: str = "portal",
    language: str = "de",
    at: datetime | None = None,
) -> Receipt:
    """Check ``answers`` and open the case; the same ``idempotency_key`` again returns the first receipt.

    ``idempotency_key`` (at most 64 characters) is random and belongs to one draft. ``by`` is the account or
    ``AnonymousUser``. ``provenance``: answer path → {"source", "level"}. ``customer`` defaults to that of the
    account, else is made from the answers that the procedure names. ``unit`` overrides the responsible one.
    Files in the answers must belong to ``file_owner`` ("draft:<id>") or to nobody.
    Raises ``AnswersRefusedError`` with the errors by path; nothing is written then.
    """
    raise NotImplementedError

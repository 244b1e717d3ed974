"""What goes to and comes from the customer: one conversation per case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from allmende.base.cases.access import Who
from allmende.base.cases.models import Case
from allmende.foundation.files.models import StoredFile


def to_customer(
    *, case: Case, body: str, by: Who, files: Sequence[StoredFile] = (), at: datetime | None = None
) -> None:
    """Post a message of the office; the customer hears of it by e-mail."""


def from_customer(
    *, case: Case, body: str, by: Who, files: Sequence[StoredFile] = (), at: datetime | None = None
) -> None:
    """Post a message of the customer; its attachments are filed as evidence."""

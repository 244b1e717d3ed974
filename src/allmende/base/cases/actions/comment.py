"""Internal notes: they live in the log, where they can be erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.base.cases.access import CodeHolder, Process, Who, actor, require_see
from allmende.base.cases.errors import CaseError, CaseNotYoursError
from allmende.base.cases.events import CaseCommented
from allmende.base.cases.models import Case
from allmende.base.identity.access import is_staff
from allmende.foundation.events.actions import record


@transaction.atomic
def comment(*, case: Case, text: str, by: Who, at: datetime | None = None) -> None:
    """Note something for colleagues, also of offices that take part; customers never see it."""
    require_see(by, case)
    if isinstance(by, CodeHolder) or not (isinstance(by, Process) or is_staff(by)):
        raise CaseNotYoursError
    text = text.strip()
    if not text:
        raise CaseError(_("Please write something before you save the note."))
    record(CaseCommented(), stream=case.subject, actor=actor(by), personal={"text": text}, at=at)

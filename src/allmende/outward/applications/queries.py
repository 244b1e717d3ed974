"""Reads of drafts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from allmende.base.forms.paths import leaves
from allmende.base.identity.models import User
from allmende.foundation.files.queries import files_of

from .models import Draft
from .rendering import Upload


def drafts_of(user: User) -> QuerySet[Draft]:
    """The unsent drafts of an account, newest first."""
    return (
        Draft.objects.filter(user=user, sent_at=None, expires_at__gt=timezone.now())
        .select_related("version__procedure")
        .order_by("-last_activity")
    )


def latest_draft(procedure_id: uuid.UUID, user: User | None, in_browser: Sequence[str]) -> Draft | None:
    """The draft of this procedure with which the person could go on, or None; no query for a new visitor."""
    if user is None and not in_browser:
        return None
    mine = Q(user=None, pk__in=in_browser)
    if user is not None:
        mine |= Q(user=user)
    unsent = Draft.objects.filter(
        mine, version__procedure_id=procedure_id, sent_at=None, expires_at__gt=timezone.now()
    )
    return unsent.order_by("-last_activity").first()


def uploads_of(draft: Draft, answers: dict[str, object]) -> dict[str, list[Upload]]:
    """The files of each answer that has any; ids that do not belong to the draft are left out."""
    stored = {str(row.pk): row for row in files_of(draft.subject)}
    found: dict[str, list[Upload]] = {}
    for path, value in leaves(answers):
        if isinstance(value, list):
            files = [stored[key] for key in value if isinstance(key, str) and key in stored]
            if files:
                found[path] = [Upload(str(row.pk), row.name, row.size) for row in files]
    return found

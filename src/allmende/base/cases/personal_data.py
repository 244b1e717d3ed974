"""What cases know about an account's owner."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from allmende.base.identity.models import User
from allmende.base.identity.personal_data import PersonalData, personal_data

from .models import Case


class Applications(PersonalData):
    """Everything that the owner applied for: answers, questions, decisions. What must be kept is said by ``holds``."""

    key = "cases"
    label = _("Applications")

    def export(self, user: User) -> list[dict[str, Any]]:
        """One object per case, the oldest first."""
        cases = Case.objects.filter(customer__user_id=user.pk).select_related("submission").order_by("pk")
        return [_as_data(case) for case in cases.prefetch_related("questions", "decisions")]


def _as_data(case: Case) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "title": case.title,
        "received_at": case.received_at.isoformat(),
        "state": case.state,
        "answers": case.submission.answers if case.submission else {},
        "origins": case.submission.provenance if case.submission else {},
        "identified": case.submission.identified if case.submission else {},
        "questions": [{"text": row.text, "answer": row.answer} for row in case.questions.all()],
        "decisions": [{"outcome": row.outcome, "reasons": row.reasons} for row in case.decisions.all()],
    }


personal_data.register(Applications())

"""Questions to support, and answers that everybody affected can read."""

from __future__ import annotations

from allmende.base.identity.models import User
from allmende.provider.offers.models import Contact, Institution

from ..errors import OrderError
from ..models import Question


def ask(*, institution: Institution, about: str, text: str, by: User | Contact, once: str = "") -> Question:
    """Open a case with a question of ``institution``; the answer goes by message and e-mail to ``by``.

    ``about`` is "offer:<uuid>", "programme:<uuid>" or empty. ``by`` is the account, or the contact who holds a link.
    ``once``: the form's token (at most 64 characters); the same again is the same question.
    Raises ``OrderError`` with a sentence, and ``Http404`` where ``by`` does not act for the institution.
    """
    raise OrderError("not yet")


def publish_answer(*, question: Question, words: str, answer: str, about: str, by: User) -> Question:
    """Publish question (``words``) and answer in staff's own words for everybody whom ``about`` concerns; again changes
    them. Raises ``OrderError`` with a sentence, ``PermissionDenied`` for whoever is not the provider's staff.
    """
    raise OrderError("not yet")


def withdraw_answer(*, question: Question, by: User) -> Question:
    """Take a published answer back; it is shown nowhere any more."""
    raise OrderError("not yet")

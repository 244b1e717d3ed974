"""Questions to support, and answers that everybody affected can read."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.cases.actions import submit
from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.provider.offers.access import require_provider
from allmende.provider.offers.models import Institution
from allmende.provider.offers.queries import customer_of

from ..about import label_of
from ..access import Who, actor, case_user, contact_at, require_acting
from ..errors import OrderError
from ..events import AnswerPublished, AnswerWithdrawn, QuestionAsked
from ..models import Question
from .opening import token_of, version_for, write_to

PROCEDURE = "it-frage"
LONGEST = 5000


def ask(*, institution: Institution, about: str, text: str, by: Who, once: str = "") -> Question:
    """Open a case with a question of ``institution``; the answer goes by message and e-mail to ``by``.

    ``about`` is "offer:<uuid>", "programme:<uuid>" or empty. ``by`` is the account, or the contact who holds a link.
    ``once``: the form's token (at most 64 characters); the same again is the same question.
    Raises ``OrderError`` with a sentence, and ``Http404`` where ``by`` does not act for the institution.
    """
    require_acting(by, institution)
    text = text.strip()
    if not text:
        raise OrderError(_("Please write your question."))
    if len(text) > LONGEST:
        raise OrderError(_("Please ask in at most %(count)s characters.") % {"count": LONGEST})
    subject_words = label_of(about)
    if about and subject_words is None:
        raise OrderError(_("What you ask about does not exist any more. Please ask without it."))
    who = contact_at(by, institution)
    answers = {
        "institution": institution.name,
        "question": text,
        "asked_by": (who.name if who else by.name)[:250],
    }
    if subject_words:
        answers["about"] = subject_words[:250]
    with transaction.atomic():
        receipt = submit(
            version=version_for(PROCEDURE), answers=answers, idempotency_key=token_of(once), by=case_user(by),
            customer=customer_of(institution),
        )  # fmt: skip
        question, new = Question.objects.get_or_create(
            subject=receipt.case.subject, defaults={"institution": institution, "about": about}
        )
        if new:
            write_to(receipt.case, who)
            event = QuestionAsked(question=str(question.pk), about=about)
            record(event, stream=question.subject, actor=actor(by))
    return question


@transaction.atomic
def publish_answer(*, question: Question, words: str, answer: str, about: str, by: User) -> Question:
    """Publish question (``words``) and answer in staff's own words for everybody whom ``about`` concerns; again changes
    them. Raises ``OrderError`` with a sentence, ``PermissionDenied`` for whoever is not the provider's staff.
    """
    who = require_provider(by)
    words, answer = words.strip(), answer.strip()
    if not words or not answer:
        raise OrderError(_("Please write both question and answer in your own words."))
    if len(words) > 300:
        raise OrderError(_("Please word the question in at most 300 characters."))
    if not about or label_of(about) is None:
        raise OrderError(_("Please choose the service or programme that the answer is about."))
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    changed = question.published_at is not None
    question.published_question, question.published_answer = words, answer
    question.about, question.published_at = about, timezone.now()
    question.save(update_fields=["published_question", "published_answer", "about", "published_at"])
    event = AnswerPublished(question=str(question.pk), about=about, changed=changed)
    record(event, stream=question.subject, actor=who)
    return question


@transaction.atomic
def withdraw_answer(*, question: Question, by: User) -> Question:
    """Take a published answer back; it is shown nowhere any more. Raises ``PermissionDenied``."""
    who = require_provider(by)
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.published_at is not None:
        question.published_at = None
        question.save(update_fields=["published_at"])
        event = AnswerWithdrawn(question=str(question.pk), about=question.about)
        record(event, stream=question.subject, actor=who)
    return question

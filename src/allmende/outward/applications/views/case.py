"""One application after it was sent: where it stands, questions, messages, documents, taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from allmende.base.cases.access import CodeHolder, Who
from allmende.base.cases.access import actor as actor_of
from allmende.base.cases.acting import who_applied
from allmende.base.cases.actions import (
    answer_question,
    correct_signer,
    invite_signer_again,
    receive_message,
    withdraw_case,
)
from allmende.base.cases.errors import CaseError
from allmende.base.cases.fees import waiting_for_fee
from allmende.base.cases.models import Case, Question, State
from allmende.base.identity.models import User
from allmende.base.messages.actions import mark_read
from allmende.base.messages.models import Message
from allmende.base.messages.queries import conversation_of, messages_of
from allmende.base.payments.queries import claims_of
from allmende.base.records.models import Document
from allmende.base.records.queries import documents_of
from allmende.base.signatures.cosigning.models import Signer
from allmende.base.signatures.cosigning.queries import round_of
from allmende.foundation.files.actions import receive_file
from allmende.foundation.files.errors import FileRefusedError
from allmende.foundation.files.models import StoredFile
from allmende.foundation.files.views import serve_file
from allmende.foundation.limits.actions import TooOftenError, spend

from ..holders import find_case
from ..words import state_words

#: Documents that the customer may read; notes and copies of messages stay inside.
FOR_CUSTOMERS = (
    Document.Kind.APPLICATION, Document.Kind.EVIDENCE, Document.Kind.DECISION, Document.Kind.RECEIPT,
)  # fmt: skip
WITHDRAWABLE = (State.RECEIVED, State.IN_PROGRESS, State.WAITING_CUSTOMER, State.ON_HOLD)
MOST_FILES = 10

View = Callable[..., HttpResponseBase]


def for_customer(view: View) -> View:
    """Hand the case and as whom it is seen to the view; everybody else is asked for reference and code."""

    @wraps(view)
    def guarded(request: HttpRequest, reference: str, **arguments: Any) -> HttpResponseBase:
        found = find_case(request, reference)
        if found is None:
            return redirect(f"{reverse('applications:access')}?nr={reference[:40]}")
        return view(request, *found, **arguments)

    return never_cache(guarded)


@require_GET
@for_customer
def case(request: HttpRequest, case: Case, by: Who) -> HttpResponse:
    """The page of one application."""
    return _page(request, case, by)


def _page(request: HttpRequest, case: Case, by: Who, **more: Any) -> HttpResponse:
    conversation = conversation_of(case.subject)
    if conversation is not None:
        mark_read(conversation=conversation, direction=Message.Direction.OUT, by=actor_of(by))
    documents = documents_of(case.subject).filter(kind__in=FOR_CUSTOMERS)
    questions = Question.objects.filter(case=case, answered_at=None, dropped_at=None)
    signing, whose = round_of(case.subject), _whose(case, by)
    context = {
        "claims": list(claims_of(case.subject)),
        "case": case, "signing": signing, "acting": who_applied(case),
        "whose": whose,
        "words": state_words(
            case, signing=signing is not None and not signing.is_done, paying=bool(waiting_for_fee([case]))
        ),
        "questions": list(questions) if case.is_open else [],
        "documents": list(documents), "thread": list(messages_of(conversation)) if conversation else [],
        "may_withdraw": case.state in WITHDRAWABLE, "by_code": isinstance(by, CodeHolder),
        "may_give": isinstance(by, User) and not whose, **more,
    }  # fmt: skip
    return render(request, "applications/case.html", context, status=422 if more else 200)


def _whose(case: Case, by: Who) -> str:
    """The customer's name where the person acts for somebody else."""
    other = isinstance(by, User) and case.customer is not None and case.customer.user_id != by.pk
    return case.customer.name if other and case.customer else ""


@require_POST
@for_customer
def message(request: HttpRequest, case: Case, by: Who) -> HttpResponse:
    """Write to the office."""
    return _take(
        request, case, by, lambda body, files: receive_message(case=case, body=body, by=by, files=files),
        _("Your message has been sent."),
    )  # fmt: skip


@require_POST
@for_customer
def answer(request: HttpRequest, case: Case, by: Who, question_id: uuid.UUID) -> HttpResponse:
    """Answer a question of the office."""
    question = Question.objects.select_related("case").filter(pk=question_id, case=case).first()
    if question is None:
        raise Http404
    return _take(
        request, case, by, lambda body, files: answer_question(question=question, text=body, by=by, files=files),
        _("Your answer has been sent. The office goes on with your application."), form=str(question_id),
    )  # fmt: skip


@require_POST
@for_customer
def signer(request: HttpRequest, case: Case, by: Who, signer_id: uuid.UUID) -> HttpResponse:
    """Invite somebody who must sign once more, to the same or to another address."""
    email = request.POST.get("email", "").strip()[:254]
    known = Signer.objects.filter(pk=signer_id, round__subject=case.subject).first()
    if known is None:
        raise Http404
    try:
        if email.lower() == known.email:
            invite_signer_again(case=case, signer_id=signer_id, by=by)
        else:
            correct_signer(case=case, signer_id=signer_id, email=email, by=by)
    except TooOftenError:
        wrong = _("This person got several e-mails today. Please wait until tomorrow.")
        return _page(request, case, by, typed=email, error=wrong, form=str(signer_id))
    except CaseError as error:
        return _page(request, case, by, typed=email, error=str(error), form=str(signer_id))
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": email})
    return redirect("applications:case", reference=case.reference)


@require_http_methods(["GET", "POST"])
@for_customer
def withdraw(request: HttpRequest, case: Case, by: Who) -> HttpResponse:
    """Take the application back, after asking."""
    if case.state not in WITHDRAWABLE:
        return redirect("applications:case", reference=case.reference)
    if request.method == "GET":
        return render(request, "applications/withdraw.html", {"case": case})
    try:
        withdraw_case(case=case, by=by, reason=request.POST.get("reason", "")[:1000])
        messages.success(request, _("Your application has been taken back."))
    except CaseError as error:
        messages.error(request, str(error))
    return redirect("applications:case", reference=case.reference)


@require_GET
@for_customer
def download(request: HttpRequest, case: Case, by: Who, file_id: uuid.UUID) -> HttpResponseBase:
    """A document or an attachment of this application."""
    document = documents_of(case.subject).filter(kind__in=FOR_CUSTOMERS, file_id=file_id).first()
    if document is not None:
        return serve_file(document.file)
    conversation = conversation_of(case.subject)
    attached = StoredFile.objects.filter(pk=file_id, owner=case.subject)
    if conversation is not None:
        for one in messages_of(conversation):
            if any(item.file_id == file_id for item in one.attachments.all()):
                return serve_file(attached.get())
    raise Http404


def _take(
    request: HttpRequest,
    case: Case,
    by: Who,
    write: Callable[[str, list[StoredFile]], object],
    done: str,
    *,
    form: str = "message",
) -> HttpResponse:
    """Take text and files of ``form`` and ``write`` them; what went wrong is told, what was typed is kept."""
    body = request.POST.get("body", "").replace("\r\n", "\n")[:20_000]
    try:
        spend("case message", str(case.pk), limit=30, seconds=3600)
        files = [
            receive_file(upload=upload, name=upload.name or "", actor=actor_of(by))
            for upload in request.FILES.getlist("files")[:MOST_FILES]
        ]
        write(body, files)
    except TooOftenError:
        wrong = _("These were many messages in a short time. Please wait a little and send it again.")
        return _page(request, case, by, typed=body, error=wrong, form=form)
    except (FileRefusedError, CaseError) as error:
        return _page(request, case, by, typed=body, error=str(error), form=form)
    messages.success(request, done)
    return redirect("applications:case", reference=case.reference)

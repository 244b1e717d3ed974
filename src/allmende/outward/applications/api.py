"""One's own applications, for a program: with the session of an account, or with reference and code."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Header, Query, Router, Schema
from ninja.errors import AuthenticationError

from allmende.base.cases.access import cases_for, open_by_code
from allmende.base.cases.errors import CaseNotFoundError
from allmende.base.cases.fees import waiting_for_fee
from allmende.base.cases.models import Case, State
from allmende.base.cases.queries import last_changes
from allmende.base.identity.models import User
from allmende.base.signatures.cosigning.queries import waiting_subjects
from allmende.foundation.api.keyset import Page
from allmende.foundation.api.problems import Problem
from allmende.foundation.ids import clean_reference, read_key
from allmende.foundation.limits.actions import client_of, spend

from .access import user_of
from .words import next_step, state_words

router = Router(tags=["applications"])
#: The subjects that wait for signatures, and those that wait for the fee.
Waiting = tuple[frozenset[str], frozenset[str]]
PER_PAGE = 20


class Application(Schema):
    """Where an application stands. ``state`` is for a program, the sentences are for its user."""

    reference: str
    title: str
    state: str
    state_text: str
    next_step: str
    received_at: datetime
    changed_at: datetime
    decide_by: date | None
    page: str


@router.get("/applications", response=Page[Application], summary="My applications, the newest first")
def list_applications(
    request: HttpRequest,
    response: HttpResponse,
    after: Annotated[str, Query(max_length=60, description="`next` of the page before")] = "",
) -> dict[str, Any]:
    """Wants the session of an account."""
    response["Cache-Control"] = "no-store"
    user = _account(request)
    rows = cases_for(user).filter(customer__user_id=user.pk)
    if after:
        rows = rows.filter(pk__lt=_key(after))
    cases = list(rows.order_by("-pk")[: PER_PAGE + 1])
    shown = cases[:PER_PAGE]
    changes, waiting = last_changes(shown), _waiting(shown)
    return {
        "items": [_as_json(case, changes, waiting) for case in shown],
        "next": str(shown[-1].pk) if len(cases) > PER_PAGE else None,
    }


@router.get("/applications/{reference}", response=Application, summary="One application")
def get_application(
    request: HttpRequest,
    response: HttpResponse,
    reference: str,
    code: Annotated[
        str | None,
        Header(alias="Application-Code", description="The code of the receipt; with a session not needed"),
    ] = None,
) -> dict[str, Any]:
    """With the session of its account, or with its code. What is not yours, and what is not, look the same."""
    response["Cache-Control"] = "no-store"
    case = _by_code(request, reference, code) if code else _own(request, reference)
    return _as_json(case, last_changes([case]), _waiting([case]))


def _account(request: HttpRequest) -> User:
    user = user_of(request)
    if user is None:
        raise AuthenticationError
    return user


def _own(request: HttpRequest, reference: str) -> Case:
    user = _account(request)
    own = cases_for(user).filter(customer__user_id=user.pk, reference=clean_reference(reference[:40]) or "")
    case = own.first()
    if case is None:
        raise Http404
    return case


def _by_code(request: HttpRequest, reference: str, code: str) -> Case:
    """The same limits as on the page: guessing here and there counts together."""
    spend("case code", client_of(request), limit=10, seconds=900)
    spend("case code of", clean_reference(reference[:40]) or "none", limit=10, seconds=900)
    try:
        holder = open_by_code(reference[:40], code[:40])
    except CaseNotFoundError:
        raise Http404 from None
    return Case.objects.get(pk=holder.case_id)


def _key(text: str) -> UUID:
    key = read_key(text)
    if key is None:
        raise Problem(400, _("This page of the list does not exist. Please begin with the first one."))
    return key


def _waiting(cases: list[Case]) -> Waiting:
    """Which of them wait for signatures, and which for the fee."""
    waiting = [case.subject for case in cases if case.state == State.WAITING_CUSTOMER]
    return waiting_subjects(waiting), waiting_for_fee(cases)


def _as_json(case: Case, changes: dict[str, datetime], waiting: Waiting) -> dict[str, Any]:
    signing, paying = (case.subject in some for some in waiting)
    return {
        "reference": case.reference,
        "title": case.title,
        "state": case.outcome or case.state,
        "state_text": str(state_words(case, signing=signing, paying=paying).long),
        "next_step": str(next_step(case, signing=signing, paying=paying)),
        "received_at": case.received_at,
        "changed_at": changes.get(case.subject, case.received_at),
        "decide_by": case.due_on if case.is_open else None,
        "page": reverse("applications:case", args=[case.reference]),
    }

"""For whom I act, and who acts for me."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.limits.actions import TooOftenError, client_of, spend

from ..actions import customer_for_user
from .actions import (
    MandateError,
    accept_mandate,
    answer_mandate,
    ask_mandate,
    asked_by,
    declare_mandate,
    offer_mandate,
    withdraw_mandate,
)
from .forms import FORMS
from .models import Mandate
from .queries import own_mandates, represented_by

_NOTED = gettext_lazy("Noted. You can now apply in this name.")
_DONE = {
    "child": _NOTED,
    "organisation": _NOTED,
    "person": gettext_lazy(
        "We have sent the question by e-mail. As soon as they agree, you can act for them."
    ),
    "give": gettext_lazy(
        "We have sent the question by e-mail. As soon as they accept, they can act for you."
    ),
}
#: Questions by e-mail that one account may send in a day.
ASKED_A_DAY = 10


@never_cache
@login_required
@require_http_methods(["GET", "HEAD"])
def mandates(request: HttpRequest) -> HttpResponse:
    """Both sides, each with a button to end it."""
    user = _citizen(request)
    context = {"acting": list(own_mandates(user)[:100]), "represented": list(represented_by(user)[:100])}
    return render(request, "customers/mandates.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, way: str) -> HttpResponse:
    """A child, an organisation, a person who is asked by e-mail; or somebody is asked to act for the visitor."""
    user = _citizen(request)
    if way not in FORMS:
        raise Http404
    form = FORMS[way](request.POST or None)
    if form.is_valid():
        try:
            _make(way, form, user)
        except (MandateError, TooOftenError) as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _DONE[way])
            return redirect("customers:mandates")
    status = 422 if form.errors else 200
    return render(request, "customers/mandate_new.html", {"form": form, "way": way}, status=status)


@never_cache
@login_required
@require_POST
def withdraw(request: HttpRequest, mandate_id: uuid.UUID) -> HttpResponse:
    """Either side ends it."""
    user = _citizen(request)
    found = Mandate.objects.select_related("principal").filter(pk=mandate_id).first()
    concerned = found is not None and (
        found.agent_id == user.pk or (found.principal is not None and found.principal.user_id == user.pk)
    )
    if found is None or not concerned:
        raise Http404
    withdraw_mandate(mandate=found, by=user)
    messages.success(request, _("Ended. From now on nothing can be done by it."))
    return redirect("customers:mandates")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the e-mail: who asks, for what, until when; agree or refuse."""
    user = _citizen(request)
    mandate = asked_by(token)
    if mandate is None:
        try:
            spend("mandate-link", client_of(request), limit=30, seconds=900)
        except TooOftenError:
            raise Http404 from None
        return render(request, "customers/mandate_ended.html", status=404)
    error = ""
    if request.method == "POST":
        agree = request.POST.get("do") == "agree"
        try:
            (answer_mandate if mandate.agent_id else accept_mandate)(mandate=mandate, by=user, agree=agree)
        except MandateError as wrong:
            error = str(wrong)
        else:
            messages.success(
                request, _("Thank you. You can end this here at any time.") if agree else _("Refused.")
            )
            return redirect("customers:mandates")
    context = {"mandate": mandate, "error": error}
    return render(request, "customers/mandate_answer.html", context, status=422 if error else 200)


def _make(way: str, form: Any, user: User) -> None:
    data = form.cleaned_data
    if way == "person":
        spend("mandate-ask", str(user.pk), limit=ASKED_A_DAY, seconds=86_400)
        ask_mandate(agent=user, name=data["name"], email=data["email"], **form.within())
    elif way == "give":
        give(
            by=user,
            principal=customer_for_user(user),
            name=data["name"],
            email=data["email"],
            **form.within(),
        )
    elif way == "organisation":
        declare_mandate(agent=user, kind=data["kind"], family_name=data["family_name"], **form.within())
    else:
        declare_mandate(
            agent=user, kind="child", given_name=data["given_name"], family_name=data["family_name"],
            birth_date=data["birth_date"], **form.within(),
        )  # fmt: skip


def give(*, by: User, **values: Any) -> Mandate:
    """Ask somebody by e-mail to act for ``by``, within the bound of questions a day."""
    spend("mandate-ask", str(by.pk), limit=ASKED_A_DAY, seconds=86_400)
    return offer_mandate(by=by, **values)


def said(error: Exception) -> str:
    """What went wrong, for people."""
    if isinstance(error, TooOftenError):
        return _("These were many questions in a short time. Please try again tomorrow.")
    return str(error)


def _citizen(request: HttpRequest) -> User:
    user = account_user(request)
    if user.is_staff:
        raise Http404
    return user

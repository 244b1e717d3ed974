"""Who acts for a customer: noted at the counter from a document or a register, seen, ended."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.base.customers.mandates.actions import MandateError, note_mandate, withdraw_mandate
from allmende.base.identity.queries import find_user
from allmende.base.identity.views.shared import account_user
from allmende.foundation.limits.actions import TooOftenError, spend

from ..access import get_customer_for, seer_required
from ..mandate_form import NoteForm
from ..reading import CustomerPage

#: Addresses that one member of staff may look up in a day: the answer says whether there is an account.
NOTED_A_DAY = 100


@seer_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, customer_id: uuid.UUID) -> HttpResponse:
    """What was seen, who may act, for what and until when."""
    by = account_user(request)
    page = CustomerPage(get_customer_for(by, customer_id), by)
    form = NoteForm(page, request.POST or None)
    if form.is_valid():
        try:
            _note(page, form)
        except MandateError as error:
            form.add_error(None, str(error))
        except TooOftenError:
            form.add_error(None, _("You noted very many today. Please go on tomorrow."))
        else:
            messages.success(request, _("Noted. Both sides get an e-mail."))
            return redirect("customer_desk:customer", page.customer.pk)
    context = {"page": page, "customer": page.customer, "form": form}
    return render(request, "customer_desk/mandate.html", context, status=422 if form.errors else 200)


@seer_required
@require_POST
def end(request: HttpRequest, customer_id: uuid.UUID, mandate_id: uuid.UUID) -> HttpResponse:
    """From now on nothing can be done by it."""
    by = account_user(request)
    page = CustomerPage(get_customer_for(by, customer_id), by)
    mandate = next((one for one in page.mandates if one.pk == mandate_id and page.may_end(one)), None)
    if mandate is None:
        raise Http404
    withdraw_mandate(mandate=mandate, by=by)
    messages.success(request, _("Ended. From now on nothing can be done by it."))
    return redirect("customer_desk:customer", page.customer.pk)


def _note(page: CustomerPage, form: NoteForm) -> None:
    data: dict[str, Any] = form.cleaned_data
    spend("mandate-note", str(page.by.pk), limit=NOTED_A_DAY, seconds=86_400)
    agent = find_user(data["email"])
    if agent is None or agent.is_staff or agent.confirmed_at is None:
        raise MandateError(
            _("Nobody has an account with this address. Who is to act opens one first; then you can note it.")
        )
    note_mandate(
        principal=page.customer, agent=agent, kind=data["kind"], proof=data["proof"], by=page.by,
        proof_note=data["proof_note"], ends_on=data["ends_on"], **form.within(),
    )  # fmt: skip

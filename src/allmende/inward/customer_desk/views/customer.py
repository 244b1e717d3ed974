"""One customer: contact, cases, history, consents, and the form to change the contact."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.customers.actions import update_customer
from allmende.base.identity.access import actor_of
from allmende.base.identity.views.shared import account_user

from ..access import advisor_required, get_customer_for, seer_required
from ..forms import CustomerForm, address_line
from ..reading import CustomerPage


@seer_required
@require_safe
def customer(request: HttpRequest, customer_id: uuid.UUID) -> HttpResponse:
    """Everything about one customer that this person may see."""
    by = account_user(request)
    row = get_customer_for(by, customer_id)
    if row.merged_into_id is not None:
        return redirect("customer_desk:customer", row.merged_into_id)
    context = {"page": CustomerPage(row, by), "customer": row, "address": address_line(row)}
    return render(request, "customer_desk/customer.html", context)


@advisor_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, customer_id: uuid.UUID) -> HttpResponse:
    """Change name and contact."""
    by = account_user(request)
    row = get_customer_for(by, customer_id)
    form = CustomerForm(row, request.POST or None)
    if form.is_valid():
        update_customer(customer=row, actor=actor_of(by), **form.values())
        messages.success(request, _("Saved."))
        return redirect("customer_desk:customer", row.pk)
    status = 422 if form.is_bound else 200
    return render(request, "customer_desk/change.html", {"customer": row, "form": form}, status=status)

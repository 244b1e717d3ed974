"""Two records of one customer: make them one, say that they are two, part them again."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.base.customers.actions import MergeError, call_different, merge_customers, undo_merge
from allmende.base.customers.similar import compare
from allmende.base.customers.tasks import UNDO_DAYS
from allmende.base.identity.views.shared import account_user

from ..access import advisor_required, get_customer_for, get_merge_for
from ..forms import MergeForm


@advisor_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, customer_id: uuid.UUID, other_id: uuid.UUID) -> HttpResponse:
    """Both records beside each other; field by field, whose value counts."""
    by = account_user(request)
    target, source = get_customer_for(by, customer_id), get_customer_for(by, other_id)
    form = MergeForm(source, target, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            merge_customers(source=source, target=target, take=form.take, by=by)
        except MergeError as error:
            form.add_error(None, str(error))
        else:
            done = _("The two records are one now. For %(days)s days you can undo this below.")
            messages.success(request, done % {"days": UNDO_DAYS})
            return redirect("customer_desk:customer", target.pk)
    context = {
        "customer": target, "other": source, "form": form, "days": UNDO_DAYS,
        "reasons": compare(target, source).reasons,
    }  # fmt: skip
    return render(request, "customer_desk/merge.html", context, status=422 if form.errors else 200)


@advisor_required
@require_POST
def different(request: HttpRequest, customer_id: uuid.UUID, other_id: uuid.UUID) -> HttpResponse:
    """They only look alike."""
    by = account_user(request)
    one, other = get_customer_for(by, customer_id), get_customer_for(by, other_id)
    if one.pk != other.pk:
        call_different(one=one, other=other, by=by)
        messages.success(request, _("Noted: two different customers. You are not asked about them again."))
    return redirect("customer_desk:start")


@advisor_required
@require_POST
def undo(request: HttpRequest, merge_id: uuid.UUID) -> HttpResponse:
    """Part two records again."""
    by = account_user(request)
    row = get_merge_for(by, merge_id)
    try:
        undo_merge(merge=row, by=by)
    except MergeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The two records stand as before."))
    return redirect("customer_desk:customer", row.target_id)

"""Staff: the people whom the provider writes to."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import NO_KEY, read_key

from ..access import get_contact_for, provider_required
from ..actions import (
    end_role,
    erase_contact,
    give_role,
    invite_contact,
    known_or_new,
    replace_contact,
    save_contact,
    unlink_account,
)
from ..forms.customers import ContactForm, ReplaceForm, RoleAtForm
from ..models import Contact
from .institutions import LONGEST_SEARCH
from .shared import history_of, page_of, saved, status_of

#: What the list may be narrowed to.
FILTERS: dict[str, Q] = {
    "bounced": Q(bounced_at__isnull=False),
    "no_address": Q(email=""),
    "no_account": Q(user=None),
    "ended": Q(ended_at__isnull=False),
}


@provider_required
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """All contacts by name, searched by name or address, or only those that need a look."""
    text, only = (request.GET.get(name, "").strip()[:LONGEST_SEARCH] for name in ("q", "nur"))
    rows: QuerySet[Contact] = Contact.objects.filter(erased_at=None)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(email__istartswith=text) | Q(phone__startswith=text))
    if only in FILTERS:
        rows = rows.filter(FILTERS[only])
    if only != "ended":
        rows = rows.filter(ended_at=None)
    page = page_of(request, rows, ("name", "id"))
    keys = [row.pk for row in page["rows"]]
    counts = Contact.objects.filter(pk__in=keys).annotate(places=Count("roles__institution", distinct=True))
    places = dict(counts.values_list("pk", "places"))
    filters = (
        ("bounced", _("E-mail came back")), ("no_address", _("Without an e-mail address")),
        ("no_account", _("Without an account")), ("ended", _("Without a task")),
    )  # fmt: skip
    listed = [(row, places[row.pk]) for row in page["rows"]]
    context = {**page, "listed": listed, "q": text, "only": only, "filters": filters, "part": "contacts"}
    return render(request, "offers/staff/contacts.html", context)


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    """One contact: for whom it stands; a new task (``do=give``), one less (``do=end:<key>``)."""
    by = account_user(request)
    row = get_contact_for(by, contact_id)
    do, _colon, what = request.POST.get("do", "").partition(":")
    form = RoleAtForm(request.POST if do == "give" else None)
    if do == "give" and saved(request, form, lambda: give_role(contact=row, by=by, **form.cleaned_data)):
        return redirect("offers:contact", row.pk)
    if do == "end":
        found = row.roles.filter(pk=read_key(what) or NO_KEY).first()
        if found is not None:
            end_role(role=found, by=by)
            messages.success(request, _("Saved."))
        return redirect("offers:contact", row.pk)
    roles = row.roles.select_related("institution").order_by("institution__name", "role", "id")
    context = {"contact": row, "roles": roles, "form": form, "history": history_of(row.stream)}
    return render(request, "offers/staff/contact.html", context, status=status_of(form))


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    """Name, address, telephone."""
    by = account_user(request)
    row = get_contact_for(by, contact_id)
    form = ContactForm(row, request.POST or None)
    if request.method == "POST" and saved(
        request, form, lambda: save_contact(number=row.number, by=by, **form.cleaned_data)
    ):
        return redirect("offers:contact", row.pk)
    context = {"contact": row, "form": form, "title": _("Change contact")}
    return render(request, "offers/staff/contact_form.html", context, status=status_of(form))


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    """Somebody else takes over all tasks."""
    by = account_user(request)
    row = get_contact_for(by, contact_id)
    form = ReplaceForm(request.POST or None)
    if request.method == "POST" and saved(request, form, lambda: _replace(row, form, by)):
        return redirect("offers:contact", row.pk)
    text = _(
        "All tasks go to the other person; letters that are sent later go there. This contact is erased in a year."
    )
    context = {"contact": row, "form": form, "title": _("Replace contact"), "text": text}
    return render(request, "offers/staff/contact_form.html", context, status=status_of(form))


@transaction.atomic
def _replace(contact: Contact, form: ReplaceForm, by: User) -> None:
    data = form.cleaned_data
    successor = known_or_new(name=data["name"], email=data["email"], phone=data["phone"], by=by)
    replace_contact(contact=contact, successor=successor, by=by)


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    """Erase the data, once that is ticked."""
    by = account_user(request)
    row = get_contact_for(by, contact_id)
    if request.method == "POST" and request.POST.get("sure"):
        erase_contact(contact=row, by=by)
        messages.success(request, _("The contact's data are erased."))
        return redirect("offers:contacts")
    status = 422 if request.method == "POST" else 200
    context = {"contact": row, "unsure": request.method == "POST"}
    return render(request, "offers/staff/erase.html", context, status=status)


@provider_required
@require_POST
def account(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    """Send an invitation (``do=invite``), or undo the link with an account (``do=unlink``)."""
    by = account_user(request)
    row = get_contact_for(by, contact_id)
    if request.POST.get("do") == "unlink":
        unlink_account(contact=row, by=by)
        messages.success(request, _("The account no longer sees anything of this contact."))
        return redirect("offers:contact", row.pk)
    try:
        invite_contact(contact=row, by=by)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": row.email})
    return redirect("offers:contact", row.pk)

"""Staff: schools, school bodies and offices."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.ui.sections import drawn

from ..access import get_institution_for, provider_required
from ..actions import (
    close_institution,
    give_role,
    known_or_new,
    merge_institutions,
    plan_closing,
    save_institution,
)
from ..forms.customers import EndForm, InstitutionForm, MergeForm, NewContactForm
from ..models import ContactProposal, ContactRole, Institution
from ..sections import institution_sections
from ..usage import account_of
from .shared import history_of, page_of, saved, status_of

LONGEST_SEARCH = 100


@provider_required
@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    """All of them, searched by name or number, of a kind, of a body; those that ended only where asked for."""
    rows: QuerySet[Institution] = Institution.objects.select_related("body")
    kind, body, text = (
        request.GET.get(name, "").strip()[:LONGEST_SEARCH] for name in ("art", "traeger", "q")
    )
    if kind in Institution.Kind.values:
        rows = rows.filter(kind=kind)
    if body:
        rows = rows.filter(body_id=read_key(body) or NO_KEY)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(number__istartswith=text) | Q(city__istartswith=text))
    if not request.GET.get("beendet"):
        rows = rows.filter(state=Institution.State.ACTIVE)
    chosen = Institution.objects.filter(pk=read_key(body) or NO_KEY).first() if body else None
    context = {
        **page_of(request, rows, ("name", "id")), "q": text, "kind": kind, "body": chosen,
        "kinds": Institution.Kind.choices, "ended": bool(request.GET.get("beendet")), "part": "institutions",
        "proposals": ContactProposal.objects.count(),
    }  # fmt: skip
    return render(request, "offers/staff/institutions.html", context)


@provider_required
@require_safe
def institution(request: HttpRequest, institution_id: uuid.UUID) -> HttpResponse:
    """Who to write to, what it uses, what that costs whom, and what the apps above know."""
    row = get_institution_for(account_user(request), institution_id)
    roles = ContactRole.objects.filter(institution=row).select_related("contact")
    body = ContactRole.objects.filter(institution_id=row.body_id or NO_KEY, role=ContactRole.Role.BODY)
    context = {
        "institution": row, "roles": roles.order_by("is_deputy", "role", "contact__name", "id"),
        "body_roles": body.select_related("contact").order_by("is_deputy", "contact__name", "id"),
        "account": account_of([row.pk]), "history": history_of(row.stream),
        "sections": drawn(institution_sections, request, row),
        "proposals": ContactProposal.objects.filter(institution=row).count(),
        "schools": row.schools.filter(state=Institution.State.ACTIVE).order_by("name", "id")[:11],
    }  # fmt: skip
    return render(request, "offers/staff/institution.html", context)


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new institution."""
    by = account_user(request)
    form, made = InstitutionForm(None, request.POST or None), list[Institution]()
    if request.method == "POST" and saved(
        request, form, lambda: made.append(save_institution(by=by, **form.cleaned_data))
    ):
        return redirect("offers:institution", made[0].pk)
    context = {"form": form, "title": _("New institution")}
    return render(request, "offers/staff/institution_form.html", context, status=status_of(form))


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, institution_id: uuid.UUID) -> HttpResponse:
    """Name, address, body and size."""
    by = account_user(request)
    row = get_institution_for(by, institution_id)
    form = InstitutionForm(row, request.POST or None)
    if request.method == "POST" and saved(
        request, form, lambda: save_institution(by=by, **form.cleaned_data)
    ):
        return redirect("offers:institution", row.pk)
    context = {"institution": row, "form": form, "title": _("Change institution")}
    return render(request, "offers/staff/institution_form.html", context, status=status_of(form))


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, institution_id: uuid.UUID) -> HttpResponse:
    """Close it down (``do=close``), go on after all (``reopen``), or let it become part of another (``merge``)."""
    by = account_user(request)
    row = get_institution_for(by, institution_id)
    do = request.POST.get("do", "")
    close = EndForm(request.POST if do == "close" else None, prefix="close", initial={"on": row.ended_on})
    merge = MergeForm(request.POST if do == "merge" else None, prefix="merge")
    if do == "close" and saved(request, close, lambda: _close(row, close.cleaned_data["on"], by)):
        return redirect("offers:institution", row.pk)
    if do == "reopen" and row.state == Institution.State.ACTIVE:
        plan_closing(institution=row, on=None, by=by)
        return redirect("offers:institution", row.pk)
    if do == "merge" and saved(
        request, merge, lambda: merge_institutions(source=row, by=by, **merge.cleaned_data)
    ):
        return redirect("offers:institution", merge.cleaned_data["target"].pk)
    context = {"institution": row, "close": close, "merge": merge}
    return render(request, "offers/staff/end.html", context, status=max(status_of(close), status_of(merge)))


def _close(institution: Institution, on: date, by: User) -> None:
    """At once where its last day is over, else by itself when it is."""
    close = close_institution if on < timezone.localdate() else plan_closing
    close(institution=institution, on=on, by=by)


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_contact(request: HttpRequest, institution_id: uuid.UUID) -> HttpResponse:
    """Name somebody for an institution; who is known by the address already is taken."""
    by = account_user(request)
    row = get_institution_for(by, institution_id)
    form = NewContactForm(request.POST or None)
    if request.method == "POST" and saved(request, form, lambda: _name(row, form, by)):
        return redirect("offers:institution", row.pk)
    context = {"institution": row, "form": form, "title": _("Name a contact")}
    return render(request, "offers/staff/institution_form.html", context, status=status_of(form))


@transaction.atomic
def _name(institution: Institution, form: NewContactForm, by: User) -> None:
    data = form.cleaned_data
    contact = known_or_new(name=data["name"], email=data["email"], phone=data["phone"], by=by)
    give_role(contact=contact, institution=institution, role=data["role"], is_deputy=data["is_deputy"], by=by)

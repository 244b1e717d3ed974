"""An institution says who its contacts are: in the portal; confirmed by the new mailbox or by staff."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.limits.actions import TooOftenError, client_of, spend

from ..access import provider_required
from ..actions import (
    answer_by_mailbox,
    answer_proposal,
    correct_contact,
    dismiss_contact,
    name_contact,
    proposal_by,
)
from ..forms.proposals import NameForm, PersonForm
from ..models import ContactProposal, ContactRole, Institution
from ..vouching import found_at
from .portal import own_institution
from .shared import page_of, saved, status_of

#: What one account may say about contacts in an hour.
AN_HOUR = 20


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest, institution_id: uuid.UUID) -> HttpResponse:
    """Who is known, what waits; name somebody."""
    by = account_user(request)
    row = own_institution(by, institution_id)
    roles = ContactRole.objects.filter(institution=row).select_related("contact")
    known = list(roles.order_by("is_deputy", "role", "contact__name", "id"))
    people = list(dict.fromkeys(one.contact for one in known))
    form = NameForm(row, people, request.POST or None)
    if request.method == "POST":
        _open(row)
        _spend(by)
        if saved(request, form, lambda: name_contact(institution=row, by=by, **form.cleaned_data), _kept()):
            return redirect("offers:own_contacts", row.pk)
    context = {
        "institution": row, "several": True, "form": form, "is_open": row.state == Institution.State.ACTIVE,
        "people": [(one, [role for role in known if role.contact_id == one.pk]) for one in people],
        "waiting": ContactProposal.objects.filter(institution=row).select_related("contact").order_by("id"),
    }  # fmt: skip
    return render(request, "offers/portal/contacts.html", context, status=status_of(form))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, institution_id: uuid.UUID, contact_id: uuid.UUID) -> HttpResponse:
    """Correct what is known of a contact, or say that it is no longer responsible (``do=leave``)."""
    by = account_user(request)
    row = own_institution(by, institution_id)
    _open(row)
    known = found_at(row, contact_id)
    if known is None:
        raise Http404
    is_leaving = request.POST.get("do") == "leave"
    initial = {"name": known.name, "email": known.email, "phone": known.phone}
    form = PersonForm(request.POST if request.method == "POST" and not is_leaving else None, initial=initial)
    if request.method == "POST":
        _spend(by)
        do = (lambda: dismiss_contact(institution=row, contact=known, by=by)) if is_leaving else (
            lambda: correct_contact(institution=row, contact=known, by=by, **form.cleaned_data))  # fmt: skip
        if _said(request, form, do, is_leaving=is_leaving):
            return redirect(
                "offers:portal" if is_leaving else "offers:own_contacts", *([] if is_leaving else [row.pk])
            )
    context = {"institution": row, "several": True, "form": form, "contact": known}
    return render(request, "offers/portal/contact.html", context, status=status_of(form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the e-mail to somebody new: right, or not. Without account; an unknown link says nothing."""
    proposal = proposal_by(token)
    if proposal is None:
        try:
            spend("offers-proposal", client_of(request), limit=30, seconds=900)
        except TooOftenError:
            raise Http404 from None
        return render(request, "offers/portal/confirm_over.html", status=404)
    if request.method == "POST":
        confirmed = request.POST.get("answer") == "yes"
        try:
            answer_by_mailbox(token=token, confirmed=confirmed)
        except ValidationError as error:
            context = {"proposal": proposal, "error": " ".join(error.messages)}
            return render(request, "offers/portal/confirm.html", context, status=422)
        return render(request, "offers/portal/confirmed.html", {"confirmed": confirmed, "proposal": proposal})
    return render(request, "offers/portal/confirm.html", {"proposal": proposal})


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """Staff: what institutions said about their contacts and nobody has confirmed."""
    by = account_user(request)
    if request.method == "POST":
        do, _colon, key = request.POST.get("do", "").partition(":")
        found = ContactProposal.objects.filter(pk=read_key(key) or NO_KEY).first()
        if do not in ("confirm", "decline"):
            raise Http404
        try:
            if found is None:
                raise ValidationError(_("This was answered already. Nothing was changed."))
            answer_proposal(proposal=found, confirmed=do == "confirm", by=by)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Done.") if do == "confirm" else _("Declined. Nothing was changed."))
        return redirect("offers:contact_proposals")
    rows = ContactProposal.objects.select_related("institution", "contact", "proposed_by")
    context = {**page_of(request, rows, ("id",)), "part": "proposals"}
    return render(request, "offers/staff/proposals.html", context)


def _said(
    request: HttpRequest, form: PersonForm, do: Callable[[], ContactProposal | None], *, is_leaving: bool
) -> bool:
    """Do it and say what comes of it; what is refused stands at the form."""
    made: list[ContactProposal | None] = []
    if is_leaving:
        try:
            made.append(do())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return False
    elif not saved(request, form, lambda: made.append(do()), _("Thank you.")):
        return False
    messages.info(request, _kept() if made[0] is not None else _("It is done at once."))
    return True


def _kept() -> str:
    return _(
        "Your IT provider confirms it, or the person by a link in an e-mail. Until then nothing changes."
    )


def _open(institution: Institution) -> None:
    if institution.state != Institution.State.ACTIVE:
        raise Http404


def _spend(by: User) -> None:
    try:
        spend("offers-proposals", str(by.pk), limit=AN_HOUR, seconds=3600)
    except TooOftenError:
        raise PermissionDenied("too often") from None

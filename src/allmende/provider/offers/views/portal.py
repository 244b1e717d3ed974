"""The customer portal: what an institution uses, what that costs whom, and what it has to do."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.limits.actions import TooOftenError, client_of, spend
from allmende.foundation.ui.sections import drawn

from ..access import contacts_for, institutions_of
from ..actions import accept_invitation, invited_by, link_account, unlink_account
from ..models import Contact, Institution
from ..sections import portal_sections
from .shared import page_of


@never_cache
@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The institutions of who is logged in, the only one at once; contacts with the account's address can be linked."""
    user = account_user(request)
    waiting = _linkable(user)
    text = request.GET.get("q", "").strip()[:100]
    rows = institutions_of(user).select_related("body")
    if text:
        rows = rows.filter(name__icontains=text)
    page = page_of(request, rows, ("name", "id"))
    if len(page["rows"]) == 1 and not waiting and not text and not page["first"]:
        return redirect("offers:portal_institution", page["rows"][0].pk)
    searchable = bool(text or page["following"] or page["first"] or len(page["rows"]) > 10)
    context = {**page, "waiting": waiting, "q": text, "searchable": searchable, "mine": contacts_for(user)}
    return render(request, "offers/portal/start.html", context)


@never_cache
@login_required
@require_safe
def institution(request: HttpRequest, institution_id: uuid.UUID) -> HttpResponse:
    """One institution: what it uses at what cost, and the parts that other apps bring."""
    user = account_user(request)
    row = own_institution(user, institution_id)
    context = {
        "institution": row, "sections": drawn(portal_sections, request, row),
        "several": institutions_of(user).exclude(pk=row.pk).exists(),
    }  # fmt: skip
    return render(request, "offers/portal/institution.html", context)


@never_cache
@login_required
@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """ "This is me": the contact has the confirmed address of the account. Or no longer (``do=unlink``)."""
    user = account_user(request)
    key = read_key(request.POST.get("contact", "")) or NO_KEY
    contact = Contact.objects.filter(pk=key, erased_at=None).first()
    if contact is None:
        raise Http404
    try:
        if request.POST.get("do") == "unlink":
            if contact.user_id != user.pk:
                raise Http404
            unlink_account(contact=contact, by=user)
            messages.success(request, _("Your account no longer sees anything of this contact."))
        else:
            link_account(contact=contact, user=user)
            messages.success(request, _("Linked. Here is what your institution uses."))
    except PermissionDenied:
        raise Http404 from None
    return redirect("offers:portal")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the e-mail: log in or open an account, then link it. An unknown link says nothing."""
    contact = invited_by(token)
    if contact is None:
        try:
            spend("offers-invitation", client_of(request), limit=30, seconds=900)
        except TooOftenError:
            raise Http404 from None
        return render(request, "offers/portal/invitation_over.html", status=404)
    user = request.user if isinstance(request.user, User) else None
    if request.method == "POST" and user is not None:
        try:
            accept_invitation(token=token, user=user)
        except PermissionDenied:
            messages.error(
                request, _("Please confirm the e-mail address of your account first. The link still works.")
            )
        else:
            messages.success(request, _("Linked. Here is what your institution uses."))
            return redirect("offers:portal")
    names = contact.roles.order_by("institution__name").values_list("institution__name", flat=True)
    context = {
        "contact": contact,
        "names": list(dict.fromkeys(names))[:10],
        "user": user,
        "here": request.path,
    }
    return render(request, "offers/portal/invitation.html", context)


def own_institution(user: User, key: uuid.UUID) -> Institution:
    """One of the user's own; 404 for others. In the portal staff of the provider are no exception."""
    found: Institution | None = (
        institutions_of(user).select_related("body", "merged_into").filter(pk=key).first()
    )
    if found is None:
        raise Http404
    return found


def _linkable(user: User) -> list[Contact]:
    """Contacts with the confirmed address of the account that nobody has linked yet."""
    if user.confirmed_at is None or not user.email:
        return []
    rows = Contact.objects.filter(email=user.email, user=None, erased_at=None, ended_at=None)
    return list(rows.prefetch_related("roles__institution")[:10])

"""The account itself: data, log-ins, export, deletion, deputies."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from allmende.foundation.limits.actions import TooOftenError

from ..access import staff_required
from ..actions import (
    change_account,
    delete_account,
    end_absence,
    end_other_sessions,
    end_session,
    set_absence,
)
from ..forms import AbsenceForm, AccountForm, DeleteForm
from ..limiting import spend_password
from ..models import Absence, AccountSession, Identification, LoginService, Membership, Passkey, User
from ..personal_data import kept_for
from ..policy import has_app, has_second_factor, second_factor_required
from ..queries import export_account, services_for
from ..sessions import is_fresh
from .shared import account_user, form_page, too_often

Audience = LoginService.Audience


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Overview of the own account."""
    user = account_user(request)
    return render(request, "identity/account.html", {
        "app": has_app(user),
        "second_factor": has_second_factor(user),
        **_connections(user),
        "passkeys": Passkey.objects.filter(user=user).order_by("created_at"),
        "second_factor_required": second_factor_required(user),
        "sessions": _sessions(request, user),
        "memberships": Membership.objects.filter(user=user).select_related("unit").order_by("unit__name", "role"),
        "absences": Absence.objects.filter(user=user, end__gte=timezone.localdate())
        .select_related("deputy").order_by("start"),
    })  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_data(request: HttpRequest) -> HttpResponse:
    """Name and language."""
    user = account_user(request)
    form = AccountForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if form.is_valid():
        change_account(user=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("identity:account")
    return form_page(request, form, title=_("Change my data"), button=_("Save"), back="identity:account")


@login_required
@require_POST
def end_other_session(request: HttpRequest, key: str) -> HttpResponse:
    """End a log-in on another device."""
    user = account_user(request)
    session = AccountSession.objects.filter(pk=key, user=user).first()
    if session is None:
        raise Http404
    end_session(user=user, session=session, store=import_module(settings.SESSION_ENGINE).SessionStore)
    messages.success(request, _("The log-in on the other device has ended."))
    return redirect("identity:account")


@login_required
@require_POST
def end_all_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all log-ins but this one."""
    end_other_sessions(
        user=account_user(request), keep_session=request.session.session_key or "",
        store=import_module(settings.SESSION_ENGINE).SessionStore,
    )  # fmt: skip
    messages.success(request, _("All other log-ins have ended."))
    return redirect("identity:account")


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Everything that is known about the owner, as a file."""
    response = JsonResponse(
        export_account(account_user(request)), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    name = _("my-data")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    response["Cache-Control"] = "no-store"
    return response


@sensitive_post_parameters("current")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the own account; says first what must be kept."""
    user = account_user(request)
    form, status = DeleteForm(user, request.POST or None, fresh=is_fresh(request)), 200
    if user.is_staff:
        form, status = DeleteForm(user), 200
    elif request.method == "POST":
        try:
            spend_password(user.pk.hex)
        except TooOftenError as error:
            form, status = DeleteForm(user), 429
            messages.error(request, too_often(error))
    if status == 200 and form.is_valid():
        delete_account(user=user)
        logout(request)
        messages.success(request, _("Your account is deleted."))
        return redirect("/")
    return form_page(
        request,
        form,
        template="identity/delete.html",
        status=status,
        kept=kept_for(user),
        back="identity:account",
    )


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """Name a deputy for some days."""
    user = account_user(request)
    form = AbsenceForm(user, request.POST or None)
    if form.is_valid():
        set_absence(user=user, by=user, **form.cleaned_data)
        messages.success(request, _("Your deputy is named."))
        return redirect("identity:account")
    return form_page(
        request, form, title=_("Name a deputy"), button=_("Save"), back="identity:account",
        intro=_("On these days your deputy sees and does what you may do in your offices."),
    )  # fmt: skip


@staff_required
@require_POST
def end_own_absence(request: HttpRequest, key: str) -> HttpResponse:
    """Back earlier than planned."""
    found = Absence.objects.filter(pk=key, user=account_user(request)).first()
    if found is None:
        raise Http404
    end_absence(absence=found, by=account_user(request))
    messages.success(request, _("The absence is removed."))
    return redirect("identity:account")


def _connections(user: User) -> dict[str, object]:
    """The services that said who she is, and those that could."""
    rows = list(Identification.objects.filter(user=user).select_related("service").order_by("-at"))
    known = {row.service_id for row in rows}
    kinds = [Audience.STAFF] if user.is_staff else [Audience.CITIZEN, Audience.BUSINESS]
    offered = [service for kind in kinds for service in services_for(kind) if service.pk not in known]
    return {"identifications": rows, "connectable": offered}


def _sessions(request: HttpRequest, user: User) -> list[AccountSession]:
    rows = list(AccountSession.objects.filter(user=user).order_by("-started_at")[:50])
    alive = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    for row in rows:
        row.here = row.session_key == request.session.session_key  # type: ignore[attr-defined]
    return [row for row in rows if row.session_key in alive]

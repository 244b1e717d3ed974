"""Staff accounts and their roles, for administrators; each sees the people and units below her own role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from allmende.base.directory.models import Unit
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.limits.actions import TooOftenError
from allmende.foundation.ui.forms import KernForm

from ..access import may_administer, role_required, units_of
from ..actions import (
    ask_for_email,
    grant_role,
    invite_staff,
    remove_second_factor,
    set_account_active,
    withdraw_role,
)
from ..limiting import spend_mail
from ..models import Membership, Role, User
from ..policy import has_second_factor
from .shared import account_user, too_often

SHOWN = 200
admin_required = role_required(Role.ADMIN)


class RoleForm(KernForm):
    """A role in one of the administrator's units."""

    unit = forms.ModelChoiceField(label=gettext_lazy("Office"), queryset=Unit.unscoped.none())
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(pk__in=units_of(by, Role.ADMIN)).order_by("name")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class NewPersonForm(RoleForm):
    """A new colleague: she gets an e-mail and chooses her password."""

    name = forms.CharField(label=gettext_lazy("First and last name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    field_order = ["name", "email", "unit", "role"]


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """The staff of the administrator's units, and a form for a new account."""
    by = account_user(request)
    form = NewPersonForm(by, request.POST or None)
    if form.is_valid():
        try:
            with transaction.atomic():
                made = invite_staff(**form.cleaned_data, by=by, base_url=request.build_absolute_uri("/"))
        except IntegrityError:
            form.add_error("email", _("There is an account with this address already. Nothing was changed."))
        else:
            messages.success(
                request, _("%(name)s gets an e-mail to choose a password.") % {"name": made.name}
            )
            return redirect("identity:person", key=made.pk)
    wanted = request.GET.get("q", "").strip()
    rows = User.objects.filter(
        kind=User.Kind.STAFF, memberships__unit_id__in=units_of(by, Role.ADMIN)
    ).distinct()
    if wanted:
        rows = rows.filter(name__icontains=wanted) | rows.filter(email__icontains=wanted)
    found = rows.order_by("name", "pk").prefetch_related("memberships__unit")[:SHOWN]
    status = 422 if form.errors else 200
    return render(request, "identity/people.html", {"rows": found, "form": form, "q": wanted}, status=status)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, key: str) -> HttpResponse:
    """One colleague's roles and account."""
    by, user = account_user(request), _person(request, key)
    form = RoleForm(by, request.POST or None)
    if form.is_valid():
        grant_role(user=user, by=by, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("identity:person", key=user.pk)
    return render(request, "identity/person.html", {
        "person": user, "form": form, "second_factor": has_second_factor(user),
        "rows": Membership.objects.filter(user=user)
        .select_related("unit", "service").order_by("unit__name", "role"),
        "mine": units_of(by, Role.ADMIN), "self": by.pk == user.pk,
    }, status=422 if form.errors else 200)  # fmt: skip


@admin_required
@require_POST
def change_person(request: HttpRequest, key: str) -> HttpResponse:
    """Withdraw a role, block or open the account, remove the second factor."""
    by, user = account_user(request), _person(request, key)
    do, _colon, what = request.POST.get("do", "").partition(":")
    try:
        if do == "withdraw":
            membership = (
                Membership.objects.filter(user=user, pk=read_key(what) or NO_KEY)
                .select_related("unit", "user")
                .first()
            )
            if membership is not None:
                withdraw_role(membership=membership, by=by)
        elif do in ("block", "open"):
            set_account_active(user=user, active=do == "open", by=by)
        elif do == "second_factor":
            remove_second_factor(user=user, by=by)
        elif do == "email":
            _wish_for_email(request, user, by)
    except TooOftenError as error:
        messages.error(request, too_often(error))
    except ValidationError:
        messages.error(request, _("This is no e-mail address. Nothing was changed."))
    except (PermissionDenied, ValueError):
        messages.error(request, _("You may not do this. Nothing was changed."))
    else:
        messages.success(request, _("Saved."))
    left = may_administer(account_user(request), user)
    return redirect("identity:person", key=user.pk) if left else redirect("identity:people")


def _wish_for_email(request: HttpRequest, user: User, by: User) -> None:
    email = request.POST.get("email", "").strip()
    validate_email(email)
    spend_mail(request, email)
    ask_for_email(user=user, email=email, by=by, base_url=request.build_absolute_uri("/"))


def _person(request: HttpRequest, key: str) -> User:
    user = User.objects.filter(pk=key, kind=User.Kind.STAFF).first()
    if user is None or not may_administer(account_user(request), user):
        raise Http404
    return user

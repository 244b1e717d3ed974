"""The services by which people log in, for administrators of the whole municipality."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import BaseModel, ValidationError

from allmende.foundation.limits.actions import TooOftenError, spend
from allmende.foundation.secrecy import SealedError

from ..access import administers_all, staff_required
from ..actions import save_service, switch_service
from ..actions.services import PinnedError
from ..models import LoginService
from ..providers import Provider, providers
from ..service_form import ServiceForm
from ..services import settings_of
from .shared import account_user, too_often

View = Callable[..., HttpResponseBase]


def administrator_required(view: View) -> View:
    """Only for administrators of the whole municipality; for the others the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not administers_all(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return staff_required(guarded)


@administrator_required
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """All services, and the kinds of which one can be added."""
    rows = LoginService.objects.order_by("audience", "order", "label")
    shown = [
        (row, providers[row.provider].label if row.provider in providers else row.provider) for row in rows
    ]
    return render(request, "identity/services.html", {"rows": shown, "providers": list(providers)})


@sensitive_post_parameters()
@administrator_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, provider: str) -> HttpResponse:
    """A new service; it stays switched off until somebody has tried it."""
    if provider not in providers:
        raise Http404
    form = ServiceForm(providers[provider], None, None, request.POST or None)
    if form.is_valid():
        key = form.cleaned_data["key"]
        if LoginService.objects.filter(key=key).exists():
            form.add_error("key", _("There is a service with this short name already."))
        else:
            row = _save(request, form, key=key, active=False)
            messages.success(
                request, _("Saved. The service is still switched off: check it, then switch it on.")
            )
            return redirect("identity:service", key=row.pk)
    return _page(request, form, None)


@sensitive_post_parameters()
@administrator_required
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, key: str) -> HttpResponse:
    """One service's settings; secrets can be replaced, never read."""
    row, provider = _service(key)
    known = _known(row)
    form = ServiceForm(provider, row, known, request.POST or None)
    if form.is_valid():
        try:
            _save(request, form, key=row.key, active=row.is_active)
        except PinnedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("identity:service", key=row.pk)
    return _page(request, form, row, broken=known is None)


@administrator_required
@require_POST
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Switch a service on or off, or look whether its settings fit what the service says."""
    row, provider = _service(key)
    do, by = request.POST.get("do"), account_user(request)
    if do in ("on", "off"):
        switch_service(service=row, active=do == "on", by=by)
        messages.success(
            request, _("The service is switched on.") if do == "on" else _("The service is switched off.")
        )
    elif do == "check":
        known = _known(row)
        form = ServiceForm(provider, row, known, None)
        try:
            spend("check-service", by.pk.hex, limit=20, seconds=600)
        except TooOftenError as error:
            messages.error(request, too_often(error))
            return redirect("identity:service", key=row.pk)
        return _page(
            request,
            form,
            row,
            tried=known is not None,
            checked=_checked(provider, known),
            broken=known is None,
        )
    return redirect("identity:service", key=row.pk)


def _service(key: str) -> tuple[LoginService, Provider]:
    row = LoginService.objects.filter(pk=key).first()
    if row is None or row.provider not in providers:
        raise Http404
    return row, providers[row.provider]


def _known(row: LoginService) -> BaseModel | None:
    """The settings, or None where a key is lost or they are of another time: then all must be given anew."""
    try:
        return settings_of(row)
    except (SealedError, ValidationError):
        return None


def _checked(provider: Provider, known: BaseModel | None) -> list[str] | None:
    """What is wrong, as sentences; None where nobody can be asked and nothing is seen from here."""
    if known is None:
        return None
    seen, said = provider.check(known), provider.ask(known)
    return seen or None if said is None else [*seen, *said]


def _save(request: HttpRequest, form: ServiceForm, *, key: str, active: bool) -> LoginService:
    data, settings = form.cleaned_data, form.settings
    if settings is None:
        raise ValueError("a form that is not valid is not saved")
    return save_service(
        key=key, provider=form.provider.key, label=data["label"], audience=data["audience"], level=data["level"],
        order=data["order"], active=active, settings=settings.model_dump(), by=account_user(request),
    )  # fmt: skip


def _page(request: HttpRequest, form: ServiceForm, row: LoginService | None, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    response = render(request, "identity/service.html", {
        "form": form, "provider": form.provider, "service": row,
        "registered": form.provider.to_register(request, row) if row else [], **more,
    }, status=status)  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response

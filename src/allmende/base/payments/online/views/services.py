"""Payment services of the municipality, for administrators; what is secret never comes back to a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from pydantic import BaseModel, SecretStr, ValidationError

from allmende.base.identity.access import actor_of
from allmende.foundation.outgoing import is_safe
from allmende.foundation.secrecy import SealedError
from allmende.foundation.ui.forms import KernForm

from ..access import admin_required
from ..actions import save_service
from ..models import PaymentService
from ..providers import OnlineProvider, providers
from ..services import settings_of


@admin_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What there is, and whether it answers."""
    known = {service.provider: service for service in PaymentService.objects.all()}
    rows = [(provider, known.get(provider.key)) for provider in sorted(providers, key=lambda one: one.order)]
    return render(request, "online_payments/services.html", {"rows": rows})


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, provider: str) -> HttpResponse:
    """Set up one of them."""
    if provider not in providers:
        raise Http404("no such provider")
    chosen = providers[provider]
    service = PaymentService.objects.filter(provider=provider).first()
    known = _known(service)
    form = _form_of(chosen)(request.POST or None, initial=_shown(known, service))
    if form.is_valid():
        settings = _settled(chosen, known, form)
        if settings is not None:
            own = {name: form.cleaned_data[name] for name in ("label", "is_active")}
            save_service(provider=provider, settings=settings, actor=actor_of(request), **own)
            messages.success(request, _("Saved."))
            return redirect("online_payments:services")
    status = 422 if form.errors else 200
    context = {"form": form, "provider": chosen, "service": service}
    response = render(request, "online_payments/service.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _form_of(provider: OnlineProvider) -> type[KernForm]:
    offered = forms.BooleanField(label=gettext_lazy("Offer this way to pay"), required=False)
    label = forms.CharField(
        label=gettext_lazy("What the button says"), max_length=60, required=False,
        help_text=gettext_lazy("Empty: the usual words."),
    )  # fmt: skip
    made: type[KernForm] = type("ServiceForm", (provider.form,), {"label": label, "is_active": offered})
    return made


def _known(service: PaymentService | None) -> BaseModel | None:
    """The present settings; None where there are none, or nobody can open them any more."""
    if service is None:
        return None
    try:
        return settings_of(service)
    except (SealedError, ValidationError):
        return None


def _shown(known: BaseModel | None, service: PaymentService | None) -> dict[str, Any]:
    plain = {key: value for key, value in known if not isinstance(value, SecretStr)} if known else {}
    own = {"is_active": service is None or service.is_active, "label": service.label if service else ""}
    return own | plain


def _settled(provider: OnlineProvider, known: BaseModel | None, form: KernForm) -> BaseModel | None:
    """The settings as typed, secrets left empty as they were; None where the form now says what is wrong."""
    given = {key: value for key, value in form.cleaned_data.items() if key not in ("is_active", "label")}
    kept = {key: value for key, value in known if isinstance(value, SecretStr)} if known else {}
    for name, field in provider.settings.model_fields.items():
        if field.annotation is SecretStr and not given.get(name):
            given[name] = kept.get(name, "")
            if not given[name]:
                form.add_error(name, _("Please fill this in."))
        elif "address" in name and not is_safe(str(given.get(name, ""))):
            form.add_error(name, _("The address must begin with https://."))
    if form.errors:
        return None
    return provider.settings.model_validate(given)

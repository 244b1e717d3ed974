"""The administrators' page: what we seal with, how it goes, whom we trust."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from pydantic import ValidationError

from allmende.base.identity.access import role_required
from allmende.base.identity.models import Role, User
from allmende.base.identity.views.shared import account_user
from allmende.base.signatures.administering import may_seal
from allmende.base.signatures.models import Level, TrustedList
from allmende.foundation.ui.forms import KernForm, dress

from .actions import save_sealer, stop_sealing
from .fields import certificates, password
from .keeping import sealer_in_use
from .queries import incomplete_seals
from .stores import KeyStore, KeyStoreError, key_stores
from .warnings import warnings_about


class SealerForm(KernForm):
    """What all seals have; the key store adds its own."""

    label = forms.CharField(label=gettext_lazy("Name"), max_length=120, initial=gettext_lazy("Seal"))
    level = forms.ChoiceField(label=gettext_lazy("How strong"), choices=Level.choices, initial=Level.LTA)
    tsa_url = forms.URLField(
        label=gettext_lazy("Address of the time stamp service"), required=False, max_length=300,
        assume_scheme="https", help_text=gettext_lazy("Without one, documents get the seal only."),
    )  # fmt: skip
    tsa_login = password(
        gettext_lazy("Login of the time stamp service, as name:password, if it asks for one")
    )
    issuers = certificates(
        gettext_lazy("Issuers of seal and time stamps, where they are not known yet (PEM)")
    )

    def __init__(self, store: KeyStore, *args: Any, **kwargs: Any) -> None:
        self.store = store
        super().__init__(*args, **kwargs)
        own = store.fields()
        for field in own.values():
            dress(field.widget)
        self.fields = {**own, **self.fields}

    def settings(self) -> Any:
        """The key store's settings; raises ``ValidationError``."""
        given = {name: self.cleaned_data[name] for name in self.store.settings.model_fields}
        for name, value in given.items():
            if hasattr(value, "read"):
                given[name] = base64.b64encode(value.read()).decode()
        return self.store.settings.model_validate(given)


@require_http_methods(["GET", "POST"])
@role_required(Role.ADMIN)
def seal(request: HttpRequest) -> HttpResponse:
    """See and set up the seal; ``?store=`` chooses where the key lies."""
    by = _administrator(request)
    store = _store(request.GET.get("store", ""))
    form = SealerForm(store, request.POST or None, request.FILES or None) if store else None
    if form is not None and form.is_valid():
        try:
            common = {name: form.cleaned_data[name] for name in SealerForm.base_fields}
            save_sealer(by=by, store=form.store.key, settings=form.settings(), **common)
            messages.success(request, _("From now on decisions and certificates are sealed with it."))
            return redirect("signatures:seal")
        except KeyStoreError as error:
            form.add_error(None, str(error))
        except (ValidationError, ValueError):
            form.add_error(None, _("These settings cannot be read. Please check them."))
    sealer = sealer_in_use()
    context = {
        "form": form, "store": store, "stores": list(key_stores), "sealer": sealer, "lists": TrustedList.objects.all(),
        "waiting": incomplete_seals().count() if sealer else 0, "warnings": warnings_about(sealer),
    }  # fmt: skip
    return render(request, "signatures/seal.html", context, status=422 if form and form.errors else 200)


@require_POST
@role_required(Role.ADMIN)
def stop(request: HttpRequest) -> HttpResponse:
    """Seal nothing any more."""
    stop_sealing(by=_administrator(request))
    messages.success(request, _("Nothing is sealed any more. What was sealed stays so."))
    return redirect("signatures:seal")


def _administrator(request: HttpRequest) -> User:
    by = account_user(request)
    if not may_seal(by):
        raise PermissionDenied("not an administrator of the whole municipality")
    return by


def _store(key: str) -> KeyStore | None:
    if key and key not in key_stores:
        raise Http404
    return key_stores[key] if key else None

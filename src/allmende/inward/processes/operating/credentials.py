"""The pages where operators set how processes prove to other systems who calls."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.access import actor_of, role_required
from allmende.base.identity.models import Role
from allmende.base.workflow.credentials.actions import CredentialError, delete_credential, set_credential
from allmende.base.workflow.credentials.models import ConnectorCredential
from allmende.base.workflow.credentials.queries import credentials
from allmende.base.workflow.origins import origins
from allmende.foundation.events.types import Actor
from allmende.foundation.ui.forms import KernForm

operator_required = role_required(Role.OPERATOR)


class CredentialForm(KernForm):
    """A credential, new or replaced; what is secret never comes back to the page."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("A step of a process names the access by it, for example gis."), max_length=60,
    )  # fmt: skip
    origin = forms.ChoiceField(
        label=gettext_lazy("Server"),
        help_text=gettext_lazy("Only this server gets it. The technical operator sets which may be called.")
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("How the other system asks who calls"), choices=ConnectorCredential.Kind.choices
    )
    user = forms.CharField(
        label=gettext_lazy("User"), help_text=gettext_lazy("Only with a password."), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    header = forms.CharField(
        label=gettext_lazy("Name of the header"),
        help_text=gettext_lazy("Only for a key in a header of its own, for example X-Api-Key."),
        max_length=60, required=False,
    )  # fmt: skip
    secret = forms.CharField(
        label=gettext_lazy("Token, password or key"),
        help_text=gettext_lazy("It is encrypted and never shown again, not even here."),
        max_length=4000, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Please enter it, also again after an error: it is not kept here.")},
    )  # fmt: skip

    def __init__(self, *args: object, replaces: ConnectorCredential | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        allowed = sorted(origins() | ({replaces.origin} if replaces else set()))
        self.fields["origin"].choices = [(origin, origin) for origin in allowed]  # type: ignore[attr-defined]
        if replaces is not None:
            del self.fields["name"]
            for name in ("origin", "kind", "header"):
                self.fields[name].initial = getattr(replaces, name)

    def save(self, name: str, actor: Actor) -> bool:
        """Set the credential; False where the form now says what is wrong."""
        given = {key: self.cleaned_data[key] for key in ("origin", "kind", "user", "header", "secret")}
        try:
            set_credential(name=name, actor=actor, **given)
        except CredentialError as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))
            return False
        return True


@operator_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All credentials by name, without what they say."""
    return render(request, "processes/operating/credentials.html", {"rows": credentials()})


@sensitive_post_parameters("secret", "user")
@operator_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, credential_id: uuid.UUID | None = None) -> HttpResponse:
    """Set a new credential, or replace one."""
    old = get_object_or_404(credentials(), pk=credential_id) if credential_id else None
    form = CredentialForm(request.POST or None, replaces=old)
    if request.method == "POST" and form.is_valid():
        name = old.name if old else form.cleaned_data["name"]
        if old is None and credentials().filter(name=name.strip().lower()).exists():
            form.add_error("name", _("There is an access of this name. Choose it in the list to replace it."))
        elif form.save(name, actor_of(request)):
            messages.success(request, _("The access is set. It holds from the next call."))
            return redirect("processes:credentials")
    context = {"form": form, "old": old}
    return render(request, "processes/operating/credential.html", context, status=422 if form.errors else 200)


@operator_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, credential_id: uuid.UUID) -> HttpResponse:
    """Ask, then delete."""
    old = get_object_or_404(credentials(), pk=credential_id)
    if request.method == "POST":
        delete_credential(credential=old, actor=actor_of(request))
        messages.success(request, _("The access is deleted."))
        return redirect("processes:credentials")
    return render(request, "processes/operating/credential_delete.html", {"old": old})

"""What a clerk types to note who may act for a customer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.customers.mandates.models import Mandate
from allmende.base.customers.mandates.scopes import scope_choices
from allmende.foundation.ui.forms import KernForm

from .reading import CustomerPage

_PROOFS = (Mandate.Proof.DOCUMENT, Mandate.Proof.REGISTER)


class NoteForm(KernForm):
    """Clerks outside the service centre note it for the cases that they may open, not for everything."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the account that is to act"),
        help_text=gettext_lazy("Who acts does so with an account of their own"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Who acts?"), choices=Mandate.Kind.choices)
    scope = forms.ChoiceField(label=gettext_lazy("What for?"))
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput, help_text=gettext_lazy("At most three years")
    )
    proof = forms.ChoiceField(
        label=gettext_lazy("What have you seen?"), widget=forms.RadioSelect,
        choices=[(proof.value, proof.label) for proof in _PROOFS],
    )  # fmt: skip
    proof_note = forms.CharField(
        label=gettext_lazy("Which document or register entry?"), max_length=300,
        help_text=gettext_lazy("Kind, date and number; both sides read this"),
    )  # fmt: skip

    def __init__(self, page: CustomerPage, data: Any = None) -> None:
        super().__init__(data, initial={"ends_on": timezone.localdate() + timedelta(days=365)})
        field = self.fields["scope"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = _scopes(page)

    def within(self) -> dict[str, str]:
        """Scope and its key as the action takes them."""
        scope, _colon, key = self.cleaned_data["scope"].partition(":")
        return {"scope": scope, "scope_key": key}


def _scopes(page: CustomerPage) -> list[Any]:
    cases = [(f"case:{case.subject}", f"{case.title} ({case.number})") for case in page.cases]
    found: list[Any] = [("", _("Please choose"))]
    if page.may_change:
        found.append(("all", _("Everything")))
    if cases:
        found.append((_("Only one case"), cases))
    if page.may_change:
        found.append(
            (_("One kind of application"), [(f"procedure:{key}", name) for key, name in scope_choices()])
        )
    return found

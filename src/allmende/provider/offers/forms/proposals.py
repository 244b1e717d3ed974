"""What an institution says about its contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.foundation.ui.forms import KernForm

from ..models import Contact, Institution
from ..vouching import roles_for


class PersonForm(KernForm):
    """Name, address and telephone of a contact."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail address at work"))
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)


class NameForm(PersonForm):
    """Somebody new: for a task, or in the place of somebody."""

    replaces = forms.ChoiceField(
        label=gettext_lazy("Instead of whom?"), required=False,
        help_text=gettext_lazy("All tasks of this person at your institution go over."),
    )  # fmt: skip
    role = forms.ChoiceField(label=gettext_lazy("Task"), required=False)
    is_deputy = forms.BooleanField(
        label=gettext_lazy("Deputy: is written to when the first one does not react"), required=False
    )

    def __init__(self, institution: Institution, contacts: Sequence[Contact], data: Any = None) -> None:
        super().__init__(data)
        people = [(str(one.pk), str(one)) for one in contacts]
        self.people = {str(one.pk): one for one in contacts}
        self.fields["replaces"].choices = [("", _("Nobody: in addition")), *people]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("Please choose")), *roles_for(institution)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A task, or somebody whose tasks go over."""
        data: dict[str, Any] = super().clean() or {}
        data["replaces"] = self.people.get(data.get("replaces", ""))
        if data["replaces"] is None and not data.get("role"):
            self.add_error("role", _("Please choose a task, or whom this person replaces."))
        return data

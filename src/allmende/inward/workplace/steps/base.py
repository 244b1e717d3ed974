"""A step is one small form on a case: what it says, when it fits, and the action that it calls."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.base.cases.access import CASE_ROLES, may_work
from allmende.base.cases.models import Case
from allmende.base.directory.models import Unit
from allmende.base.directory.queries import working_units
from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.identity.queries import staff_in
from allmende.foundation.files.actions import receive_file
from allmende.foundation.files.errors import FileRefusedError
from allmende.foundation.files.models import StoredFile
from allmende.foundation.ui.forms import KernForm

Text = str | Promise


class Step(KernForm):
    """Subclasses name themselves, declare fields and call an action of ``base.cases`` in ``perform``."""

    key: ClassVar[str]
    label: ClassVar[Text]
    intro: ClassVar[Text] = ""
    button: ClassVar[Text] = _("Save")
    #: Which part of the case's page offers it: "work", "people", "end" or "" (only from within the page).
    group: ClassVar[str] = "work"
    danger: ClassVar[bool] = False
    #: Whether another step shows what it would do before it is done.
    previews: ClassVar[bool] = False

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, case: Case, by: User, *args: Any, **kwargs: Any) -> None:
        self.case = case
        self.by = by
        kwargs.setdefault("initial", {})["version"] = case.version
        super().__init__(*args, auto_id="id_%s", **kwargs)

    @classmethod
    def fits(cls, case: Case, by: User) -> bool:
        """Whether the step is offered now; the action decides again."""
        return case.is_open and may_work(by, case)

    @property
    def notice(self) -> str:
        """What to know about this case before doing it."""
        return ""

    def perform(self) -> Text:
        """Do it and say what was done; raises ``CaseError`` with a sentence for people."""
        raise NotImplementedError

    @property
    def seen(self) -> int:
        """The version of the case that the page showed."""
        return cast(int, self.cleaned_data["version"])

    def attachments(self, name: str = "uploads") -> list[StoredFile]:
        """Take in what was uploaded; raises ``FileRefusedError``."""
        uploads = self.files.getlist(name) if hasattr(self.files, "getlist") else []
        actor = actor_of(self.by)
        return [receive_file(upload=upload, name=upload.name or "", actor=actor) for upload in uploads]


class UnitChoice(forms.ChoiceField):
    """A choice of organisation units; cleans to the unit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=unit_choices, **kwargs)

    def clean(self, value: Any) -> Unit | None:
        key = super().clean(value)
        return Unit.objects.filter(pk=key).first() if key else None


def unit_choices() -> list[tuple[str, Text]]:
    """All units that have not ended by name, after an empty choice."""
    units = working_units().order_by("name").values_list("pk", "name")
    return [("", _("Please choose an office")), *((str(pk), name) for pk, name in units)]


def colleagues(case: Case) -> list[User]:
    """Who works on cases of this office: in the unit itself or in one above it."""
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    units: list[uuid.UUID] = []
    here: uuid.UUID | None = case.unit_id
    while here is not None and here not in units:
        units.append(here)
        here = None if case.confidential else parents.get(here)
    return list(staff_in(units, *CASE_ROLES))


__all__ = ["FileRefusedError", "Step", "UnitChoice", "colleagues", "unit_choices"]

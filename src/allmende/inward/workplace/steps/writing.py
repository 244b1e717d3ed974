"""Writing: notes for colleagues, messages to the customer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.cases import actions
from allmende.base.cases.access import may_see
from allmende.base.cases.models import Case
from allmende.base.identity.models import User
from allmende.foundation.ids import uuid7

from .base import Step, Text


class ManyFiles(forms.ClearableFileInput):
    """An upload of several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class Files(forms.FileField):
    """Several uploads; the step takes them in itself."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> None:
        return None


class Note(Step):
    key = "note"
    label = gettext_lazy("Write a note")
    intro = gettext_lazy("Only colleagues who see the case read it. The customer never does.")
    button = gettext_lazy("Save the note")

    text = forms.CharField(
        label=gettext_lazy("Note"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        error_messages={"required": gettext_lazy("Please write something before you save the note.")},
    )

    @classmethod
    def fits(cls, case: Case, by: User) -> bool:
        return may_see(by, case)

    def perform(self) -> Text:
        actions.comment(case=self.case, text=self.cleaned_data["text"], by=self.by)
        return _("Your note is saved.")


class Message(Step):
    key = "message"
    label = gettext_lazy("Write to the customer")
    intro = gettext_lazy(
        "The message stands in the customer's account and in the file; an e-mail tells of it."
    )
    button = gettext_lazy("Send")

    text = forms.CharField(
        label=gettext_lazy("Message"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=10_000,
        error_messages={"required": gettext_lazy("Please write your message.")},
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    uploads = Files(label=gettext_lazy("Attachments"), required=False)

    def __init__(self, case: Case, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, by, *args, **kwargs)
        self.fields["once"].initial = str(uuid7())

    @classmethod
    def fits(cls, case: Case, by: User) -> bool:
        return super().fits(case, by) and case.customer_id is not None

    def perform(self) -> Text:
        actions.send_message(
            case=self.case, body=self.cleaned_data["text"], by=self.by, files=self.attachments(),
            once=self.cleaned_data["once"],
        )  # fmt: skip
        return _("Your message is sent.")

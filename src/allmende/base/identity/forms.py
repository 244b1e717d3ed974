"""What people type on the pages of their account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from allmende.foundation.ui.forms import KernForm

from .access import may_stand_in
from .ceremonies import LARGEST
from .managers import clean_email
from .models import Absence, User


def _password(label: Any, autocomplete: str = "current-password", help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, strip=False, max_length=256, help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )  # fmt: skip


def _email(label: Any = None) -> forms.EmailField:
    return forms.EmailField(
        label=label or _("E-mail address"), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )  # fmt: skip


class UserForm(KernForm):
    """A form about one account."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)


class LoginForm(KernForm):
    email = _email()
    password = _password(_("Password"))


class EmailForm(KernForm):
    email = _email()


class RegisterForm(KernForm):
    name = forms.CharField(
        label=_("First and last name"), max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    email = _email()


class CodeForm(KernForm):
    code = forms.CharField(
        label=_("Code"), max_length=20,
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
    )  # fmt: skip


class NewPasswordForm(UserForm):
    password = _password(
        _("New password"), "new-password",
        _("At least 12 characters. Three or four words that do not belong together are easy to remember."),
    )  # fmt: skip
    repeated = _password(_("New password, once more"), "new-password")

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("repeated") and data["password"] != data["repeated"]:
            self.add_error("repeated", _("The two passwords differ. Please type both again."))
        return data


class OwnPasswordForm(UserForm):
    """Asks for the password again before something that cannot be undone.

    Who has none, because another service says who she is, must have logged in a short while ago (``fresh``).
    """

    current = _password(_("Your password"))

    def __init__(self, user: User, *args: Any, fresh: bool = False, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fresh = fresh
        if not user.has_usable_password():
            del self.fields["current"]

    def clean_current(self) -> str:
        current = str(self.cleaned_data["current"])
        if not self.user.check_password(current):
            raise forms.ValidationError(_("This is not your password. Nothing was changed."))
        return current

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.user.has_usable_password() and not self.fresh:
            self.add_error(
                None, _("You logged in some time ago. Please log out, log in again and try once more.")
            )
        return data


class PasskeyForm(OwnPasswordForm):
    """A name for a new passkey, and what the browser says about it."""

    name = forms.CharField(
        label=_("Name for this passkey"), max_length=80,
        help_text=_("So that you recognise it later, such as “my phone”."),
    )  # fmt: skip
    credential = forms.CharField(max_length=LARGEST, widget=forms.HiddenInput, required=False)
    field_order = ["name", "current", "credential"]

    def clean_credential(self) -> str:
        if not self.cleaned_data["credential"]:
            raise forms.ValidationError(_("Your device has not made a passkey. Please try again."))
        return str(self.cleaned_data["credential"])


class NewEmailForm(OwnPasswordForm):
    email = _email(_("New e-mail address"))
    field_order = ["email", "current"]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if clean_email(email) == self.user.email:
            raise forms.ValidationError(_("This is your address already."))
        return email


class ChangePasswordForm(OwnPasswordForm, NewPasswordForm):
    field_order = ["current", "password", "repeated"]


class DeleteForm(OwnPasswordForm):
    sure = forms.BooleanField(label=_("Yes, delete my account for good"))
    field_order = ["sure", "current"]


class AccountForm(KernForm):
    name = forms.CharField(
        label=_("First and last name"), max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of e-mails to you"), choices=settings.LANGUAGES)


class AbsenceForm(UserForm):
    deputy = forms.ModelChoiceField(label=_("Who stands in for you"), queryset=User.unscoped.none())
    start = forms.DateField(label=_("First day"), widget=forms.DateInput)
    end = forms.DateField(label=_("Last day"), widget=forms.DateInput)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["deputy"].queryset = may_stand_in(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if start and end:
            if end < start:
                self.add_error("end", _("The last day lies before the first."))
            elif Absence.objects.filter(user=self.user, start__lte=end, end__gte=start).exists():
                self.add_error("start", _("You have already named a deputy for some of these days."))
        return data

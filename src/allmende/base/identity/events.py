"""What happens to accounts, as the log tells it. Streams: ``user:<id>``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class AccountCreated(DomainEvent):
    type: ClassVar[str] = "identity.account_created"
    label: ClassVar[str | Promise] = _("Account created")
    kind: str


@dataclass(frozen=True, kw_only=True)
class LoggedIn(DomainEvent):
    type: ClassVar[str] = "identity.logged_in"
    label: ClassVar[str | Promise] = _("Logged in")
    second_factor: bool


@dataclass(frozen=True, kw_only=True)
class LoginFailed(DomainEvent):
    type: ClassVar[str] = "identity.login_failed"
    label: ClassVar[str | Promise] = _("Log-in failed")
    step: str


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(DomainEvent):
    type: ClassVar[str] = "identity.password_changed"
    label: ClassVar[str | Promise] = _("Password changed")
    by_link: bool


@dataclass(frozen=True, kw_only=True)
class SecondFactorChanged(DomainEvent):
    type: ClassVar[str] = "identity.second_factor_changed"
    label: ClassVar[str | Promise] = _("Second factor changed")
    active: bool


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(DomainEvent):
    type: ClassVar[str] = "identity.recovery_code_used"
    label: ClassVar[str | Promise] = _("Recovery code used")
    left: int


@dataclass(frozen=True, kw_only=True)
class SessionEnded(DomainEvent):
    type: ClassVar[str] = "identity.session_ended"
    label: ClassVar[str | Promise] = _("Log-in ended on another device")


@dataclass(frozen=True, kw_only=True)
class RoleGranted(DomainEvent):
    type: ClassVar[str] = "identity.role_granted"
    label: ClassVar[str | Promise] = _("Role given")
    role: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class RoleWithdrawn(DomainEvent):
    type: ClassVar[str] = "identity.role_withdrawn"
    label: ClassVar[str | Promise] = _("Role withdrawn")
    role: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class AbsenceSet(DomainEvent):
    type: ClassVar[str] = "identity.absence_set"
    label: ClassVar[str | Promise] = _("Deputy named")
    deputy: str
    start: str
    end: str


@dataclass(frozen=True, kw_only=True)
class AccountBlocked(DomainEvent):
    type: ClassVar[str] = "identity.account_blocked"
    label: ClassVar[str | Promise] = _("Account blocked or opened")
    active: bool


@dataclass(frozen=True, kw_only=True)
class AccountErased(DomainEvent):
    type: ClassVar[str] = "identity.account_erased"
    label: ClassVar[str | Promise] = _("Account deleted")


@dataclass(frozen=True, kw_only=True)
class AbsenceEnded(DomainEvent):
    type: ClassVar[str] = "identity.absence_ended"
    label: ClassVar[str | Promise] = _("Absence ended")


@dataclass(frozen=True, kw_only=True)
class AccountChanged(DomainEvent):
    type: ClassVar[str] = "identity.account_changed"
    label: ClassVar[str | Promise] = _("Account data changed")


@dataclass(frozen=True, kw_only=True)
class EmailChanged(DomainEvent):
    type: ClassVar[str] = "identity.email_changed"
    label: ClassVar[str | Promise] = _("E-mail address changed")


@dataclass(frozen=True, kw_only=True)
class PasskeyAdded(DomainEvent):
    type: ClassVar[str] = "identity.passkey_added"
    label: ClassVar[str | Promise] = _("Passkey added")
    passkey: str


@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved(DomainEvent):
    type: ClassVar[str] = "identity.passkey_removed"
    label: ClassVar[str | Promise] = _("Passkey removed")
    passkey: str


@dataclass(frozen=True, kw_only=True)
class PasskeyRefused(DomainEvent):
    type: ClassVar[str] = "identity.passkey_refused"
    label: ClassVar[str | Promise] = _("Passkey refused")
    reason: str


@dataclass(frozen=True, kw_only=True)
class LoginServiceChanged(DomainEvent):
    """Recorded on the stream ``login-service:<id>``; ``fields`` are the names of what changed, never values."""

    type: ClassVar[str] = "identity.login_service_changed"
    label: ClassVar[str | Promise] = _("Log-in service changed")
    service: str
    fields: str


@dataclass(frozen=True, kw_only=True)
class Identified(DomainEvent):
    type: ClassVar[str] = "identity.identified"
    label: ClassVar[str | Promise] = _("Identified by a log-in service")
    service: str
    level: str


@dataclass(frozen=True, kw_only=True)
class IdentificationRefused(DomainEvent):
    type: ClassVar[str] = "identity.identification_refused"
    label: ClassVar[str | Promise] = _("Answer of a log-in service refused")
    service: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ServiceDisconnected(DomainEvent):
    type: ClassVar[str] = "identity.service_disconnected"
    label: ClassVar[str | Promise] = _("Log-in service disconnected")
    service: str

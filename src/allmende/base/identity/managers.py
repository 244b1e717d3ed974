"""Finding and making accounts within the current tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager

from allmende.foundation.tenants.context import current_tenant
from allmende.foundation.tenants.models import TenantManager

if TYPE_CHECKING:
    from .models import User


def clean_email(email: str) -> str:
    """The form in which an address is stored and compared: trimmed, lower case."""
    return email.strip().lower()


def login_for(email: str) -> str:
    """The log-in name of ``email`` in the current tenant: unique over all tenants."""
    return f"{current_tenant().slug}/{clean_email(email)}"


class UserManager(TenantManager["User"], BaseUserManager["User"]):
    """Accounts of the current tenant; raises ``NoTenantError`` where none is set."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The account of a log-in name ("slug/e-mail") or of an e-mail address in the current tenant."""
        name = username or ""
        user: User = self.get(login=name if "/" in name else login_for(name))
        return user

    def create_user(self, *, email: str, name: str, password: str | None = None, **fields: Any) -> User:
        """Store a new account; for pages and commands use the actions, which also record what happened."""
        user: User = self.model(email=clean_email(email), name=name.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, **fields: Any) -> User:
        """Refused: there is no account above the tenants."""
        raise NotImplementedError("there are no superusers; give somebody the administrator role in a unit")

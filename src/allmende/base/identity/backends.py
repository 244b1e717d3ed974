"""Log-in by e-mail and password within the current tenant."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from allmende.foundation.ids import read_key
from allmende.foundation.rows import one
from allmende.foundation.tenants.context import current_tenant_id

from .models import User


class TenantBackend(BaseBackend):
    """Finds accounts of the current tenant only: a session of one tenant is nobody in another."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The account, or None; takes as long for an unknown address as for a wrong password."""
        name = username or kwargs.get("email") or ""
        if not name or password is None:
            return None
        try:
            user = User.objects.get_by_natural_key(name)
        except User.DoesNotExist:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: uuid.UUID | str) -> User | None:
        """The account of a session, where it is active and of this tenant."""
        key = user_id if isinstance(user_id, uuid.UUID) else read_key(user_id)
        if key is None:
            return None
        return one(User, {"id": key, "tenant_id": current_tenant_id(), "is_active": True})

"""Where staff find payment services and online payments."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from allmende.base.identity.access import has_role
from allmende.base.identity.models import Role, User
from allmende.foundation.ui.navigation import Entry, navigation

from .queries import to_look_at


def register_entries() -> None:
    """Payments for the cash office, services for administrators."""
    navigation.register(
        Entry(
            "online_payments", _("Online payments"), "online_payments:list", area="staff", order=72,
            visible=is_cashier, count=waiting,
        )
    )  # fmt: skip
    navigation.register(
        Entry(
            "payment_services", _("Payment services"), "online_payments:services", area="staff", order=92,
            visible=is_admin,
        )
    )  # fmt: skip


def is_cashier(request: HttpRequest) -> bool:
    """Whether the visitor belongs to the cash office, or administers."""
    return _has(request, Role.CASHIER) or _has(request, Role.ADMIN)


def is_admin(request: HttpRequest) -> bool:
    """Whether the visitor is an administrator."""
    return _has(request, Role.ADMIN)


def waiting(request: HttpRequest) -> int | None:
    """How many the cash office must look at, up to 100."""
    return len(to_look_at().values_list("pk")[:100]) or None


def _has(request: HttpRequest, role: Role) -> bool:
    user = request.user
    return isinstance(user, User) and user.is_staff and has_role(user, role)

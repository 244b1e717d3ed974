from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "allmende.base.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.foundation.ui.navigation import Entry, navigation

        from .contrib import register_all

        register_all()
        navigation.register(
            Entry("payments", _("Payments"), "payments:mine", area="account", order=20, visible=is_citizen)
        )
        navigation.register(
            Entry(
                "treasury", _("Cash office"), "payments:treasury", area="staff", order=45, visible=is_cashier
            )
        )


def is_cashier(request: Any) -> bool:
    """Whether the visitor works in the cash office: for the navigation."""
    from allmende.base.identity.access import units_of
    from allmende.base.identity.models import Role

    return bool(units_of(request.user, Role.CASHIER))


def is_citizen(request: object) -> bool:
    """Whether a citizen is logged in."""
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated and not user.is_staff)

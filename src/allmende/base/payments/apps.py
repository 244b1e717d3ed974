from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "allmende.base.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.customers.following import Follower, followers
        from allmende.base.identity.access import is_citizen
        from allmende.base.messages.kinds import mail_kinds
        from allmende.foundation.ui.navigation import Entry, navigation

        from . import tasks  # noqa: F401
        from .contrib import register_all
        from .mails import DEBIT
        from .models import Claim, Mandate

        register_all()
        mail_kinds.register(DEBIT)
        followers.register(Follower("claims", Claim))
        followers.register(Follower("debit_mandates", Mandate))
        navigation.register(
            Entry("payments", _("Payments"), "payments:mine", area="account", order=20, visible=is_citizen)
        )
        navigation.register(
            Entry(
                "treasury", _("Cash office"), "payments:treasury", area="staff", order=45, visible=is_cashier
            )
        )
        navigation.register(
            Entry(
                "cash_rules", _("Rules of the cash office"), "payments:rules", area="staff", order=93,
                visible=decides_rules,
            )
        )  # fmt: skip


def is_cashier(request: Any) -> bool:
    """Whether the visitor works in the cash office: for the navigation."""
    from allmende.base.identity.access import units_of
    from allmende.base.identity.models import Role

    return bool(units_of(request.user, Role.CASHIER))


def decides_rules(request: Any) -> bool:
    """Whether the visitor decides the cash office's rules: for the navigation."""
    from allmende.base.identity.access import has_role, is_staff
    from allmende.base.identity.models import Role

    return is_staff(request.user) and has_role(request.user, Role.ADMIN)

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


def is_citizen(request: object) -> bool:
    """Whether a citizen is logged in."""
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated and not user.is_staff)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomerDeskConfig(AppConfig):
    name = "allmende.inward.customer_desk"
    label = "customer_desk"

    def ready(self) -> None:
        from allmende.foundation.ui.navigation import Entry, navigation

        from .access import is_advisor

        navigation.register(
            Entry(
                "customers", _("Customers"), "customer_desk:start", area="staff", order=45, visible=is_advisor
            )
        )

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "allmende.base.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from allmende.base.identity.access import is_citizen
        from allmende.foundation.ui.navigation import Entry, navigation

        from . import consenting, personal_data, reactions, tasks  # noqa: F401 - they register themselves

        navigation.register(
            Entry(
                "consents",
                _("What I agree to"),
                "customers:consents",
                area="own",
                order=50,
                visible=is_citizen,
            )
        )
        navigation.register(
            Entry(
                "mandates",
                _("Acting for others"),
                "customers:mandates",
                area="own",
                order=55,
                visible=is_citizen,
            )
        )

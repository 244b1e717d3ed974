from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TermsConfig(AppConfig):
    name = "allmende.inward.processes.terms"
    label = "procedure_terms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.foundation.ui.navigation import Entry, navigation

        from ..access import is_staff_request

        entry = Entry(
            "procedure_terms", _("Fees and signatures"), "terms:list", area="staff", order=68,
            visible=is_staff_request,
        )  # fmt: skip
        navigation.register(entry)

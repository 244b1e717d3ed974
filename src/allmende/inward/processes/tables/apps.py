from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TablesConfig(AppConfig):
    name = "allmende.inward.processes.tables"
    label = "decision_tables"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.foundation.ui.navigation import Entry, navigation

        from ..access import is_staff_request

        entry = Entry(
            "decision_tables",
            _("Decision tables"),
            "tables:list",
            area="staff",
            order=67,
            visible=is_staff_request,
        )
        navigation.register(entry)

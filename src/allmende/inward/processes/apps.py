from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessesConfig(AppConfig):
    name = "allmende.inward.processes"
    label = "processes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.foundation.ui.navigation import Entry, navigation

        from .access import is_staff_request
        from .operating.lists import is_operator, open_incidents

        entry = Entry(
            "processes", _("Processes"), "processes:map", area="staff", order=65, visible=is_staff_request
        )
        navigation.register(entry)
        running = Entry(
            "running_processes", _("Running processes"), "processes:instances", area="staff", order=66,
            visible=is_operator, count=open_incidents,
        )  # fmt: skip
        navigation.register(running)

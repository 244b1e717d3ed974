from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkplaceConfig(AppConfig):
    name = "allmende.inward.workplace"
    label = "workplace"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.foundation.ui.navigation import Entry, navigation

        from .access import is_clerk, is_designer

        for entry in (
            Entry("workplace", _("Overview"), "workplace:start", area="staff", order=10),
            Entry("cases", _("Cases"), "workplace:cases", area="staff", order=20, visible=is_clerk),
            Entry("tasks", _("Tasks"), "workplace:tasks", area="staff", order=30, visible=is_clerk),
            Entry(
                "templates",
                _("Document templates"),
                "workplace:templates",
                area="staff",
                order=80,
                visible=is_designer,
            ),
        ):
            navigation.register(entry)

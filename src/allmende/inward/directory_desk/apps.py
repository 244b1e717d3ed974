from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryDeskConfig(AppConfig):
    name = "allmende.inward.directory_desk"
    label = "directory_desk"

    def ready(self) -> None:
        from allmende.foundation.ui.navigation import Entry, navigation

        from .access import is_editor

        entry = Entry(
            "directory", _("Directory"), "directory_desk:start", area="staff", order=70, visible=is_editor
        )
        navigation.register(entry)

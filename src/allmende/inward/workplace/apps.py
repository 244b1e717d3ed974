from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkplaceConfig(AppConfig):
    name = "allmende.inward.workplace"
    label = "workplace"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.foundation.ui.navigation import Entry, navigation

        from . import mass  # noqa: F401 — declares periodic work
        from .access import is_clerk, is_designer, is_post

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
            Entry(
                "mail_texts",
                _("Wording of e-mails"),
                "workplace:mail_texts",
                area="staff",
                order=81,
                visible=is_designer,
            ),
            Entry("post", _("Mail room"), "workplace:post", area="staff", order=40, visible=is_post),
        ):
            navigation.register(entry)

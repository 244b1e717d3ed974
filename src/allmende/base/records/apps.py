from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "allmende.base.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.identity.access import has_role
        from allmende.base.identity.models import Role
        from allmende.foundation.ui.navigation import Entry, navigation

        navigation.register(
            Entry(
                "document-templates", _("Document templates"), "records:templates", area="staff", order=80,
                visible=lambda request: has_role(request.user, Role.DESIGNER),
            )
        )  # fmt: skip

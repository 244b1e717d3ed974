from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "allmende.outward.applications"
    label = "applications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.forms.builder.canvas import canvases
        from allmende.base.identity.access import is_citizen
        from allmende.base.messages.kinds import mail_kinds
        from allmende.foundation.ui.navigation import Entry, navigation

        from . import tasks  # noqa: F401 - declares the periodic work
        from .canvas import WebCanvas
        from .mail import DRAFT_LINK

        canvases.register(WebCanvas())
        mail_kinds.register(DRAFT_LINK)
        navigation.register(
            Entry(
                "applications",
                _("My applications"),
                "applications:mine",
                area="account",
                order=10,
                visible=is_citizen,
            )
        )
        navigation.register(
            Entry(
                "counter",
                _("At the counter"),
                "applications:counter_choose",
                area="staff",
                order=42,
                visible=is_at_counter,
            )
        )
        navigation.register(
            Entry(
                "application-status", _("See an application"), "applications:access", area="footer", order=50
            )
        )


def is_at_counter(request: object) -> bool:
    """Whether somebody is logged in who takes applications at a counter."""
    from allmende.base.identity.access import units_of
    from allmende.base.identity.models import Role, User

    user = getattr(request, "user", None)
    return isinstance(user, User) and bool(units_of(user, Role.CLERK, Role.HEAD, Role.SERVICE))

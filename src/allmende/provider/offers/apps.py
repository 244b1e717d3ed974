from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OffersConfig(AppConfig):
    name = "allmende.provider.offers"
    label = "offers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.customers.following import Follower, followers
        from allmende.base.identity.personal_data import personal_data
        from allmende.base.messages.kinds import mail_kinds
        from allmende.foundation.ui.navigation import Entry, navigation

        from . import tasks  # noqa: F401
        from .access import has_portal, is_provider
        from .mails import INVITATION, PROPOSED
        from .models import Institution
        from .personal_data import ContactData
        from .portal_parts import PARTS
        from .sections import portal_sections

        followers.register(Follower("institutions", Institution))
        mail_kinds.register(INVITATION)
        mail_kinds.register(PROPOSED)
        personal_data.register(ContactData())
        for part in PARTS:
            portal_sections.register(part)
        for order, (key, label) in enumerate(
            (("offers", _("IT offers")), ("institutions", _("Institutions")))
        ):
            navigation.register(
                Entry(
                    f"provider_{key}",
                    label,
                    f"offers:{key}",
                    area="staff",
                    order=50 + order,
                    visible=is_provider,
                )
            )
        navigation.register(
            Entry(
                "provider_portal", _("IT services of my institution"), "offers:portal", area="own", order=15,
                visible=has_portal,
            )
        )  # fmt: skip
        navigation.register(
            Entry("it_services", _("IT services"), "offers:catalogue", area="footer", order=58)
        )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    name = "allmende.outward.website"
    label = "website"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.directory.online import OnlineSource, online_sources
        from allmende.foundation.ui.navigation import Entry, navigation

        from .online import service_ids

        online_sources.register(OnlineSource("procedures", service_ids))
        for order, (key, label) in enumerate(
            (("search", _("Services")), ("situations", _("Life situations")), ("offices", _("Offices")))
        ):
            navigation.register(Entry(key, label, f"website:{key}", area="public", order=10 + order))
        for order, (key, label) in enumerate(
            (("imprint", _("Imprint")), ("privacy", _("Privacy")), ("accessibility", _("Accessibility")))
        ):
            navigation.register(Entry(key, label, f"website:{key}", area="footer", order=10 + order))

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WindowsConfig(AppConfig):
    name = "allmende.provider.transitions.windows"
    label = "windows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.messages.kinds import mail_kinds
        from allmende.foundation.ui.navigation import Entry, navigation
        from allmende.provider.offers.sections import Section, offer_sections, portal_sections
        from allmende.provider.transitions.page_parts import PagePart, page_parts
        from allmende.provider.transitions.tabs import Tab, programme_tabs

        from . import mails, reactions, tasks  # noqa: F401 - declare jobs, periodic work and reactions
        from .portal import offer_programmes, page_windows, portal_windows, wish_on_page

        mail_kinds.register(mails.FOLLOW)
        mail_kinds.register(mails.NEWS)
        programme_tabs.register(Tab("windows", _("Time windows"), "windows:windows", 50))
        programme_tabs.register(Tab("progress", _("Progress"), "windows:progress", 60))
        portal_sections.register(
            Section("windows", 60, _("Time windows"), "windows/parts/portal.html", portal_windows)
        )
        offer_sections.register(
            Section("programmes", 5, _("What changes"), "windows/parts/of_offer.html", offer_programmes)
        )
        page_parts.register(
            PagePart(
                "fenster", 40, _("Your time windows"), "windows/parts/page.html", page_windows, wish_on_page
            )
        )
        navigation.register(
            Entry("programmes", _("Changes of IT services"), "windows:programmes", area="footer", order=60)
        )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransitionsConfig(AppConfig):
    name = "allmende.provider.transitions"
    label = "transitions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.foundation.ui.navigation import Entry, navigation
        from allmende.provider.offers.access import is_provider
        from allmende.provider.offers.orders.about import abouts
        from allmende.provider.offers.sections import institution_sections

        from . import asked, contrib, reactions, sections, tabs, tasks  # noqa: F401

        contrib.register()
        tabs.register()
        abouts.register(asked.PROGRAMME)
        institution_sections.register(sections.SECTION)
        navigation.register(
            Entry(
                "transitions",
                _("Transitions"),
                "transitions:programmes",
                area="staff",
                order=56,
                visible=is_provider,
            )
        )

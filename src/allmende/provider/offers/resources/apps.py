from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    name = "allmende.provider.offers.resources"
    label = "resources"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.foundation.ui.navigation import Entry, navigation
        from allmende.provider.offers.access import is_provider
        from allmende.provider.offers.sections import institution_sections
        from allmende.provider.offers.usage import usage_sources

        from . import events, following, sections, tasks  # noqa: F401
        from .contrib import dns, exchange, filtering, learning, mail, web
        from .kinds import KINDS
        from .types import dependency_kinds, resource_types

        label = _("Resources")
        navigation.register(
            Entry("resources", label, "resources:list", area="staff", order=52, visible=is_provider)
        )
        usage_sources.register(sections.SOURCE)
        institution_sections.register(sections.SECTION)
        for kind in KINDS:
            dependency_kinds.register(kind)
        for family in (mail, learning, web, dns, filtering, exchange):
            for type in family.TYPES:
                resource_types.register(type)

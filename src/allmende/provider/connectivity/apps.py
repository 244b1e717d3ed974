from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConnectivityConfig(AppConfig):
    name = "allmende.provider.connectivity"
    label = "connectivity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.foundation.ui.navigation import Entry, navigation
        from allmende.provider.offers.access import is_provider
        from allmende.provider.offers.resources.types import resource_types
        from allmende.provider.transitions.findings import programme_checks
        from allmende.provider.transitions.kinds import measure_kinds
        from allmende.provider.transitions.page_parts import page_parts

        from . import checks, events, page_part, renumbering, tasks  # noqa: F401
        from .contrib import guards, lines

        for family in (lines, guards):
            for type in family.TYPES:
                resource_types.register(type)
        measure_kinds.register(renumbering.KIND_OF_MEASURE)
        programme_checks.register(checks.CHECK)
        page_parts.register(page_part.PART)
        navigation.register(
            Entry("network", _("Network"), "connectivity:lines", area="staff", order=53, visible=is_provider)
        )

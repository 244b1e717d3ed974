from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServersConfig(AppConfig):
    name = "allmende.provider.servers"
    label = "servers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.foundation.ui.navigation import Entry, navigation
        from allmende.provider.offers.access import is_provider
        from allmende.provider.offers.resources.types import resource_types
        from allmende.provider.transitions.findings import programme_checks
        from allmende.provider.transitions.kinds import measure_kinds
        from allmende.provider.transitions.page_parts import page_parts

        from . import consolidation, events, page_part  # noqa: F401
        from .contrib import machines

        for type in machines.TYPES:
            resource_types.register(type)
        measure_kinds.register(consolidation.KIND_OF_MEASURE)
        programme_checks.register(consolidation.CHECK)
        page_parts.register(page_part.PART)
        label = _("Servers of the offices")
        navigation.register(
            Entry("servers", label, "servers:list", area="staff", order=54, visible=is_provider)
        )

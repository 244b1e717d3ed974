from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "allmende.provider.offers.resources"
    label = "resources"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import events  # noqa: F401
        from .contrib import dns, exchange, filtering, learning, mail, web
        from .kinds import KINDS
        from .types import dependency_kinds, resource_types

        for kind in KINDS:
            dependency_kinds.register(kind)
        for family in (mail, learning, web, dns, filtering, exchange):
            for type in family.TYPES:
                resource_types.register(type)

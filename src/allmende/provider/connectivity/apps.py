from django.apps import AppConfig


class ConnectivityConfig(AppConfig):
    name = "allmende.provider.connectivity"
    label = "connectivity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.provider.offers.resources.types import resource_types

        from .contrib import guards, lines

        for family in (lines, guards):
            for type in family.TYPES:
                resource_types.register(type)

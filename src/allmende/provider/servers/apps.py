from django.apps import AppConfig


class ServersConfig(AppConfig):
    name = "allmende.provider.servers"
    label = "servers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.provider.offers.resources.types import resource_types

        from .contrib import machines

        for type in machines.TYPES:
            resource_types.register(type)

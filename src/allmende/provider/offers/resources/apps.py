from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "allmende.provider.offers.resources"
    label = "resources"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import events  # noqa: F401

from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "allmende.provider.offers"
    label = "offers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import tasks  # noqa: F401

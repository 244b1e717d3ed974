from django.apps import AppConfig


class TransitionsConfig(AppConfig):
    name = "allmende.provider.transitions"
    label = "transitions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import contrib

        contrib.register()

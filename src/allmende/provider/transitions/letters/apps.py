from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "allmende.provider.transitions.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import tasks  # noqa: F401 - declares periodic work

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "allmende.foundation.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, tasks  # noqa: F401

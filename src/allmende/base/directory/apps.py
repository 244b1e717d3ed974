from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "allmende.base.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import own_uses, reactions  # noqa: F401

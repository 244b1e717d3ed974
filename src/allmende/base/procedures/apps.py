from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "allmende.base.procedures"
    label = "procedures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import uses  # noqa: F401

from django.apps import AppConfig


class FormBuilderConfig(AppConfig):
    name = "allmende.base.forms.builder"
    label = "form_builder"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import menu  # noqa: F401 - registers the navigation entry

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "allmende.base.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import consenting, personal_data, tasks  # noqa: F401 - they register themselves

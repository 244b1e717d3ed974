from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "allmende.base.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import personal_data  # noqa: F401

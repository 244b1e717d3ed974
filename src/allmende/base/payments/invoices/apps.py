from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    name = "allmende.base.payments.invoices"
    label = "invoices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import reactions  # noqa: F401

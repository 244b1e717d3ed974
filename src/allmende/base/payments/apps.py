from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "allmende.base.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .contrib import register_all

        register_all()

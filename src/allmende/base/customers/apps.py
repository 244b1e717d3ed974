from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "allmende.base.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "allmende.provider.offers.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"

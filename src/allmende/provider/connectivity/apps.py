from django.apps import AppConfig


class ConnectivityConfig(AppConfig):
    name = "allmende.provider.connectivity"
    label = "connectivity"
    default_auto_field = "django.db.models.BigAutoField"

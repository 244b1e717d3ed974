from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "allmende.provider.offers.resources"
    label = "resources"
    default_auto_field = "django.db.models.BigAutoField"

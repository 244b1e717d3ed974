from django.apps import AppConfig


class WorkplaceConfig(AppConfig):
    name = "allmende.inward.workplace"
    label = "workplace"
    default_auto_field = "django.db.models.BigAutoField"

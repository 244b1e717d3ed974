from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "allmende.base.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

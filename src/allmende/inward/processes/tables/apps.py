from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "allmende.inward.processes.tables"
    label = "decision_tables"
    default_auto_field = "django.db.models.BigAutoField"

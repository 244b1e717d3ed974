from django.apps import AppConfig


class WindowsConfig(AppConfig):
    name = "allmende.provider.transitions.windows"
    label = "windows"
    default_auto_field = "django.db.models.BigAutoField"

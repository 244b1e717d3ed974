from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "allmende.base.signatures"
    label = "signatures"
    default_auto_field = "django.db.models.BigAutoField"

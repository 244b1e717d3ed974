from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "allmende.foundation.api"
    label = "api"

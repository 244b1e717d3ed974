from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "allmende.config"
    label = "config"

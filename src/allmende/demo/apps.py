from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "allmende.demo"
    label = "demo"

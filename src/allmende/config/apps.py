from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "allmende.config"
    label = "config"

    def ready(self) -> None:
        """Register the system checks, then what installed packages bring."""
        from allmende.foundation.registry import load_plugins

        from . import checks, checks_values  # noqa: F401

        load_plugins()

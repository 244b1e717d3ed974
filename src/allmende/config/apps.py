from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "allmende.config"
    label = "config"

    def ready(self) -> None:
        """Register the system checks, then what installed packages bring."""
        from allmende.foundation.registry import load_plugins

        from . import checks, checks_values  # noqa: F401

        load_plugins()
        post_migrate.connect(make_cache_table, sender=self, dispatch_uid="allmende.config.cache_table")


def make_cache_table(using: str = "default", **kwargs: Any) -> None:
    """The cache in the database needs a table that no migration makes; without one no limit could be counted."""
    call_command("createcachetable", database=using, verbosity=0)

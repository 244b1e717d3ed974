from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "allmende.foundation.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Load each app's ``tasks`` module, so that its periodic work is known."""
        autodiscover_modules("tasks")

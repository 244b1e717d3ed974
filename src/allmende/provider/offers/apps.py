from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "allmende.provider.offers"
    label = "offers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.customers.following import Follower, followers

        from . import tasks  # noqa: F401
        from .models import Institution

        followers.register(Follower("institutions", Institution))

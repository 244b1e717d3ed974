from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "allmende.base.procedures"
    label = "procedures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allmende.base.customers.mandates.scopes import Offers
        from allmende.base.customers.mandates.scopes import offers as scopes

        from . import uses  # noqa: F401
        from .queries import offers

        scopes.register(Offers("procedures", lambda: [(key, name) for _service, name, key in offers()]))
